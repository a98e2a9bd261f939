from multiprocessing import Pool

import fancylib

fancylib.init()


def weigh(number):
    return fancylib.weigh(number)


with Pool(2) as pool:
    print(pool.map(weigh, [1, 2, 3]))
