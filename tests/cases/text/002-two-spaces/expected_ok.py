import multiprocessing as mp


def clamp(value, low,
          high):
  if value < low:
    return low
  return min(value, high)


def main():
  jobs = [(n, 2,
           5) for n in range(8)]
  with mp.Pool(2) as pool:
    results = pool.starmap(clamp,
                           jobs)
    for n, result in enumerate(results):
      if n != result:
        print(n, "->", result)
  print("kept", sum(n == r for n, r in enumerate(results)))


if __name__ == "__main__":
  main()
