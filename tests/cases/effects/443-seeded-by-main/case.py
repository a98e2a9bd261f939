import numpy as np
from multiprocessing import Pool


def draw(_):
    return np.random.random()


def main():
    np.random.seed(1)
    with Pool(1) as pool:
        print(pool.map(draw, range(2)))


main()
