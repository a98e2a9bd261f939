from multiprocessing import Pool


def square(n):
    return n * n


def main(count):
    with Pool(2) as pool:
        return pool.map(square, range(count))


if __name__ == "__main__":
    first = main(2)
    print(first)
    print(main(len(first) + 1))
