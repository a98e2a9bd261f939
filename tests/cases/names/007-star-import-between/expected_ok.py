from multiprocessing import Pool
from math import *


def half(n):
    return n / 2


def main():
    with Pool(2) as pool:
        halves = pool.map(half, [18, 50])

    print([sqrt(n) for n in halves], floor(pi))


if __name__ == "__main__":
    main()
