from functools import lru_cache
from multiprocessing import Pool


@lru_cache(maxsize=None)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print("fib", fib(20))
LIMIT = fib(10)


def work(n):
    return fib(n) < LIMIT


with Pool(2) as p:
    print(p.map(work, [5, 15]))
