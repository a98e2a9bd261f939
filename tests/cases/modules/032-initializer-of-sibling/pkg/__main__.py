from multiprocessing import Pool

from . import jobs

jobs.LIMIT = 10
print(jobs.work(1))
with Pool(2, initializer=jobs.begin, initargs=(10,)) as pool:
    print(pool.map(jobs.work, [1, 2, 3]))
