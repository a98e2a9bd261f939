from multiprocessing import Pool

import fancylib

fancylib.init()


def square(number):
    return number * number


with Pool(2) as pool:
    fancylib.report(pool.map(square, [1, 2, 3]))
