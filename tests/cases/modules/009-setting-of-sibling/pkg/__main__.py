from multiprocessing import Pool

from . import jobs

jobs.LIMIT = 10
with Pool(2) as pool:
    print(pool.map(jobs.work, [1, 2, 3]))
