import logging
from multiprocessing import Pool

log = logging.getLogger("__main__")


def work(n):
    return n * 2


numbers = [1, 2, 3]
with Pool(2) as pool:
    results = pool.map(work, numbers)
total = sum(results)
print(total, log.name)
