import sys
from multiprocessing import Pool

sys.setrecursionlimit(5000)


def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)


print("limit", sys.getrecursionlimit())
with Pool(1) as pool:
    print(pool.map(depth, [10, 2500]))
