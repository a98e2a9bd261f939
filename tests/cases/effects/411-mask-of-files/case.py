import os
from multiprocessing import Pool

os.umask(0o027)


def mask(number):
    return oct(os.umask(0o027))


with Pool(1) as pool:
    print(pool.map(mask, [1]))
