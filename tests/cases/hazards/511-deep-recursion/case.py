import sys
from concurrent.futures import ProcessPoolExecutor


def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)


def main():
    sys.setrecursionlimit(20000)
    with ProcessPoolExecutor(1) as pool:
        print(list(pool.map(depth, [3000])))


if __name__ == "__main__":
    main()
