from multiprocessing import Pool

from .jobs import ITEMS, work

ITEMS.append(1)

if __name__ == "__main__":
    with Pool(2) as pool:
        print(pool.map(work, [1, 2, 3]))
