from multiprocessing import Pool

try:
  import json
except ImportError:
    json = None


def work(n):
    return n * 2


def show(values):
    for value in values:
        print(value)


with Pool(2) as pool:
    results = pool.map(work, [1, 2])
    show(results)
print(len(results), json is not None)
