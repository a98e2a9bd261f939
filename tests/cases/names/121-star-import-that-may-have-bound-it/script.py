from settings import *
from multiprocessing import Pool


def work(n):
    return n * 2


with Pool(2) as pool:
    results = pool.map(work, [1, 2])
print(LIMIT, NAME)
LIMIT = len(results)
if results[0] > 100:
    NAME = "other"
print(LIMIT, NAME)
