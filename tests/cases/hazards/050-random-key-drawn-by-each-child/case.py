import random
from multiprocessing import Pool

KEY = random.randrange(10**9)


def is_same(key):
    return key == KEY


if __name__ == "__main__":
    with Pool(2) as pool:
        print(pool.map(is_same, [KEY, KEY]))
