import sys
from multiprocessing import Pool


def work(n):
    return n * 2


print("starts")
sys.path.insert(0, "plugins")
import tool

with Pool(2) as pool:
    print(tool.title(pool.map(work, [1, 2])))
