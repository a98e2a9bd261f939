from decimal import Decimal, localcontext
from multiprocessing import Pool


def third(n):
    return str(Decimal(n) / 3)


if __name__ == "__main__":
    with localcontext() as context:
        context.prec = 5
        print(Decimal(1) / 7)
    with Pool(1) as pool:
        print(pool.map(third, [1, 2]))
