import sys
from multiprocessing import Pool


def square(n):
    return n * n


def total(numbers):
    return numbers[0] + total(numbers[1:]) if numbers else 0


if __name__ == "__main__":
    sys.setrecursionlimit(20000)
    with Pool(2) as pool:
        print(total(pool.map(square, list(range(2000)))))
