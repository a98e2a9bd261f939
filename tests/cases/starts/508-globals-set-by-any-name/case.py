import json
from multiprocessing import Pool

PARALLEL = False
with open("settings.json") as file:
    globals().update(json.load(file))


def work(n):
    return n * n


if PARALLEL:
    with Pool(2) as pool:
        print(pool.map(work, [1, 2]))
else:
    print("one by one")
