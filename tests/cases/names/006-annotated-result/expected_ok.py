from multiprocessing import Pool
from typing import List


def square(n):
    return n * n


def best():
    return max(table)


table: List[int]


def main():
    global table
    with Pool(2) as pool:
        table = pool.map(square, [2, -3])
    print(best())


if __name__ == "__main__":
    main()
