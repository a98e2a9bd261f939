import numpy as np
from multiprocessing import Pool


def show(x):
    return str(np.array([x / 3]))


def main():
    np.set_printoptions(precision=2)
    with Pool(1) as pool:
        print(pool.map(show, [1, 2]))


main()
