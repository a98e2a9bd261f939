from multiprocessing import Pool

from .helper import FACTOR


def work(number):
    return number * FACTOR, __package__


print("start", __package__)
with Pool(2) as pool:
    print(pool.map(work, [1, 2, 3]))
