from multiprocessing import Pool

from jobs import work

with Pool(2) as pool:
    print(pool.map(work, [1, 2, 3]))
