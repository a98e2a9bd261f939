from multiprocessing import Pool

size: int = 2


def fields():
    return sorted(__annotations__)


def work(n):
    return n + 1


with Pool(size) as pool:
    found = pool.map(work, [1, 2])
print(found, fields())
