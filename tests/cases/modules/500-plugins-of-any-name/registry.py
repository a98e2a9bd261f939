from multiprocessing import Pool

KNOWN = {}


def register(function):
    KNOWN[function.__name__] = function
    return function


def call(task):
    name, n = task
    return KNOWN[name](n)


def run_all(n):
    with Pool(2) as pool:
        return pool.map(call, [(name, n) for name in sorted(KNOWN)])
