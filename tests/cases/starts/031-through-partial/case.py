from functools import partial
from multiprocessing import Pool


def add(a, b):
    return a + b


def run(workers, pairs):
    with Pool(workers) as pool:
        return pool.starmap(add, pairs)


on_two = partial(run, 2)
print(on_two([(1, 2), (3, 4)]))
