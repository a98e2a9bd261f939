import os
from multiprocessing import Pool

MAIN = os.getpid()


def is_child_of_main(n):
    return os.getppid() == MAIN


with Pool(1) as pool:
    print(pool.map(is_child_of_main, [1]))
