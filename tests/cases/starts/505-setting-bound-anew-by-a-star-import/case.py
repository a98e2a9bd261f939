from multiprocessing import Pool

PARALLEL = False
try:
    from local_settings import *
except ImportError:
    pass


def work(n):
    return n * n


if PARALLEL:
    with Pool(2) as pool:
        print(pool.map(work, [1, 2]))
else:
    print("one by one")
