print("1")
import noisy
print("2")
from multiprocessing import Pool
from noisy import greet


def work(n):
    return n * 2


with Pool(2) as pool:
    print(greet(), pool.map(work, [1, 2]))
