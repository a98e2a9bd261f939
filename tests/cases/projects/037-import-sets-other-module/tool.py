from multiprocessing import Pool

import conf


def sq(n):
    return n * n


with Pool(2) as pool:
    conf.N = max(pool.map(sq, [1, 2, 3]))
