from multiprocessing import Pool

from pkg import jobs

jobs.LIMIT = 10

if __name__ == "__main__":
    with Pool(2) as pool:
        print(pool.map(jobs.work, [1, 2, 3]))
