from math import *
from multiprocessing import Pool


def work(n):
    return n * 2


with Pool(2) as pool:
    results = pool.map(work, [1, 2])
    first, *others = results
    for value in results:
        doubled = value * 2
    total = sum(results)
print(results, first, others, doubled, total, pi > 3)
