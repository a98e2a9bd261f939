from multiprocessing import Pool

RESULTS = []


def sq(n):
    return n * n


def get():
    return RESULTS


with Pool(2) as pool:
    RESULTS.extend(pool.map(sq, [1, 2, 3]))
