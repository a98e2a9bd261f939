from decimal import Decimal, getcontext
from multiprocessing import Pool


def third(x):
    return str(Decimal(x) / 3)


def set_up():
    print("five digits")
    getcontext().prec = 5


set_up()
with Pool(2) as pool:
    print(pool.map(third, range(4)))
