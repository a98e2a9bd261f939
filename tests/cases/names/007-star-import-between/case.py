from multiprocessing import Pool


def half(n):
    return n / 2


with Pool(2) as pool:
    halves = pool.map(half, [18, 50])
from math import *

print([sqrt(n) for n in halves], floor(pi))
