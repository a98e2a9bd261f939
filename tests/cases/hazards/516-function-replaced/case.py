import math
from multiprocessing import Pool


def area(r):
    return math.pi * r * r


if __name__ == "__main__":
    math.pi = 3
    with Pool(1) as pool:
        print(pool.map(area, [1, 2]))
