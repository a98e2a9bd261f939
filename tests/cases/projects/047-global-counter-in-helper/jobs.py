from multiprocessing import Pool

FACTOR = 1


def set_factor(n):
    global FACTOR
    FACTOR = n


def work(n):
    return n * FACTOR


def run():
    with Pool(2) as pool:
        return pool.map(work, [1, 2, 3])
