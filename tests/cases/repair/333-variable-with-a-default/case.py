import os
from multiprocessing import Pool

MODE = os.environ.get("MODE", "x")
os.environ["MODE"] = "fast"


def work(i):
    return "%s/%d" % (MODE, i)


print("mode", MODE)
with Pool(2) as pool:
    print(pool.map(work, range(2)))
