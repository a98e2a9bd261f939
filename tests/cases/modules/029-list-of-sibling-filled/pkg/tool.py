from multiprocessing import Pool

from .jobs import ITEMS, work

if __name__ == "__main__":
    ITEMS.append(1)
    with Pool(2) as pool:
        print(pool.map(work, [1, 2, 3]))
