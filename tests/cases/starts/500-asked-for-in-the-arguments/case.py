import sys
from multiprocessing import Pool


def work(n):
    return n * n


numbers = [1, 2, 3]
if "--parallel" in sys.argv:
    with Pool(2) as pool:
        squares = pool.map(work, numbers)
else:
    squares = list(map(work, numbers))
print(squares)
