from decimal import Decimal, getcontext
from multiprocessing import Pool


def third(x):
    return str(Decimal(x) / 3)


if __name__ == "__main__":
    getcontext().prec = 5

with Pool(2) as pool:
    print(pool.map(third, range(4)))
