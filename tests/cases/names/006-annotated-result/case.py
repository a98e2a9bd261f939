from multiprocessing import Pool
from typing import List


def square(n):
    return n * n


def best():
    return max(table)


with Pool(2) as pool:
    table: List[int] = pool.map(square, [2, -3])
print(best())
