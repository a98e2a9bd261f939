from multiprocessing import Pool

from .jobs import KNOWN, work

if __name__ == "__main__":
    print(work(1), KNOWN)
    KNOWN[2] = 4
    with Pool(2) as pool:
        print(pool.map(work, [1, 2, 3]))
