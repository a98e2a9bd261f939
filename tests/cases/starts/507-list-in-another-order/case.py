import bisect
from multiprocessing import Pool


def work(n):
    return n * n


modes = ["serial", "parallel"]
modes.sort()
if modes[0] == "parallel":
    with Pool(2) as pool:
        print(pool.map(work, [1]))
modes.remove("parallel")
if "parallel" not in modes:
    with Pool(2) as pool:
        print(pool.map(work, [2]))
bisect.insort(modes, "both")
if "both" in modes:
    with Pool(2) as pool:
        print(pool.map(work, [3]))
