import math
from multiprocessing import Pool

LIMIT = 3


def slow(numbers):
    return [math.sqrt(number) for number in numbers[:LIMIT]]


def debug(pool):
    print(pool)


with Pool(2) as pool:
    results = pool.map(math.sqrt, [1, 4, 9][:LIMIT])
print(results, flush=True)
