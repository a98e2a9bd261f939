from multiprocessing import Pool

import conf
from jobs import times

conf.N = 4
with Pool(2) as pool:
    print(pool.map(times, [1, 2, 3]), flush=True)
