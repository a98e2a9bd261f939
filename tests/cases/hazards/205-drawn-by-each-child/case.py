import random
from multiprocessing import Pool

token = random.randrange(10**9)


def is_ours(value):
    return value == token


if __name__ == "__main__":
    with Pool(2) as pool:
        print(pool.map(is_ours, [token, token]))
