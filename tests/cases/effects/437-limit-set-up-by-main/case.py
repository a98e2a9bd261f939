import sys
from multiprocessing import Pool


def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)


def main():
    sys.setrecursionlimit(5000)
    with Pool(1) as pool:
        print(pool.map(depth, [3000]))


main()
