print("first")
from multiprocessing import Pool
lazy import noisy


def work(n):
    return n * 2


with Pool(2) as pool:
    results = pool.map(work, [1, 2])
print(results, noisy.NAME)
