import time
from multiprocessing import Pool


def sq(n):
    return n * n


print(time.time() > 0, flush=True)
with Pool(2) as pool:
    print(pool.map(sq, [1, 2]), flush=True)
