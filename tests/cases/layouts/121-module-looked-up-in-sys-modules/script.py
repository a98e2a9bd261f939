import sys
from multiprocessing import Pool


def work(n):
    return n * 2


def setting(name):
    return getattr(sys.modules[__name__], name)


limit = 3
with Pool(2) as pool:
    results = pool.map(work, range(limit))
print(results, setting("limit"), setting("results"))
