from multiprocessing import Pool

from .store import add

OFFSET = 10

if __name__ == "__main__":
    OFFSET = 20
    with Pool(2) as pool:
        print(OFFSET, pool.map(add, [1, 2, 3]))
