from functools import partial
from multiprocessing import Pool


def scale(n, factor):
    return n * factor


def main():
    factor = int(input("factor: "))
    with Pool(2) as pool:
        print(pool.map(partial(scale, factor=factor), [1, 2]))


if __name__ == "__main__":
    main()
