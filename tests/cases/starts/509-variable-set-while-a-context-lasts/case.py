from contextlib import contextmanager
from multiprocessing import Pool

parallel = False


@contextmanager
def in_parallel():
    global parallel
    parallel = True
    try:
        yield
    finally:
        parallel = False


def work(n):
    return n * n


with in_parallel():
    if parallel:
        with Pool(2) as pool:
            print(pool.map(work, [1, 2]))
    else:
        print("one by one")
print(parallel)
