from multiprocessing import Pool

from pkg.jobs import work

with Pool(2) as pool:
    RESULT = pool.map(work, [1, 2, 3])
print(RESULT)
