from multiprocessing import Pool

from .jobs import work

NUMBERS = [1, 2, 3]


def double(number):
    return number * 2


with Pool(2) as pool:
    print(pool.map(work, NUMBERS))
