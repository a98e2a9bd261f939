from multiprocessing import Pool

import a


def sq(n):
    return n * n


def run():
    with Pool(2) as pool:
        return pool.map(sq, a.base())
