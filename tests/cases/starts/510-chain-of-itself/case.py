from itertools import chain
from multiprocessing import Pool


def again(values):
    return chain(map(abs, values))


def work(x):
    return x + 1


values = [-1, 2]
for _ in range(2):
    values = again(values)

with Pool(2) as pool:
    print(pool.map(work, values))
