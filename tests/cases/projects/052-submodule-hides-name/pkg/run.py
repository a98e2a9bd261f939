from multiprocessing import Pool


def sq(n):
    return n * n


def run():
    with Pool(2) as pool:
        return pool.map(sq, [1, 2, 3])
