#!/usr/bin/env python3
from multiprocessing import Pool

pool = Pool(2)
print(pool.map(abs, [-1, 2]), flush=True)
pool.close()
pool.join()
