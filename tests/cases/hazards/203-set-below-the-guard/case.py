import sys
from multiprocessing import Pool


def scale(n):
    return n * factor


if __name__ == "__main__":
    factor = len(sys.argv) + 2
    with Pool(2) as pool:
        try:
            print(pool.map(scale, [1, 2, 3]))
        except NameError as error:
            print("failed:", error)
