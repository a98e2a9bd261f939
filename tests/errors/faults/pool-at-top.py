# from: 3.4
from multiprocessing import Pool


def work(n):
    return n


pool = Pool(1)
print(pool.map(work, [1, 2]))
