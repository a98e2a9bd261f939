from multiprocessing import Pool


def sq(n):
    return n * n


def _pool():
    return Pool(2)


def run_all():
    with _pool() as pool:
        return pool.map(sq, [1, 2, 3])
