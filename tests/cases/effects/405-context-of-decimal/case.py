from decimal import Decimal, DivisionByZero, getcontext
from multiprocessing import Pool

print("start")
getcontext().prec = 5
getcontext().traps[DivisionByZero] = False


def inverse(number):
    return str(Decimal(1) / number)


with Pool(2) as pool:
    print(pool.map(inverse, [Decimal(0), Decimal(3), Decimal(7)]))
