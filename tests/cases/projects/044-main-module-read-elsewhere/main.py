from multiprocessing import Pool

import peek


def sq(n):
    return n * n


with Pool(2) as pool:
    TOTAL = sum(pool.map(sq, [1, 2, 3]))
print(peek.show(), flush=True)
