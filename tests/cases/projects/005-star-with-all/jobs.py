from multiprocessing import Pool


def sq(n):
    return n * n


def _run():
    with Pool(2) as pool:
        return pool.map(sq, [1, 2, 3])


__all__ = ["_run"]
