from multiprocessing import Pool

from .jobs import work

NUMBERS = [1, 2, 3]


def double(number):
    return number * 2


with Pool(2) as pool:
    DONE = pool.map(work, NUMBERS)
if __name__ == "__main__":
    print(DONE)
