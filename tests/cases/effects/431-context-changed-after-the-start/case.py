from decimal import Decimal, getcontext
from multiprocessing import Pool


def third(x):
    return Decimal(x) / 3


def main():
    with Pool(2) as pool:
        thirds = pool.map(third, range(4))
    getcontext().prec = 5
    print([str(+value) for value in thirds])


main()
