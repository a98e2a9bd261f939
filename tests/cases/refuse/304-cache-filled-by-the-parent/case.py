from functools import lru_cache
from multiprocessing import Pool


@lru_cache(maxsize=None)
def load(n):
    print("loading", n, flush=True)
    return n * 2


load(1)
load(2)
with Pool(1) as pool:
    print(pool.map(load, [1, 2]))
