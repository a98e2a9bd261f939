import functools
from multiprocessing import Pool


def sq(n):
    return n * n


def parallel(function):
    @functools.wraps(function)
    def wrapper(numbers):
        with Pool(2) as pool:
            return function(pool.map(sq, numbers))

    return wrapper
