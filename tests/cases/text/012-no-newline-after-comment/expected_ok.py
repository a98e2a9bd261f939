from multiprocessing import Pool


def predecessor(n):
    return n - 1


def main():
    pool = Pool(2)
    print(pool.map(predecessor, [1, 10, 100]))
    pool.terminate()
    pool.join()
      # that was it


if __name__ == "__main__":
    main()
