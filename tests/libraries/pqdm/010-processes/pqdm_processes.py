from pqdm.processes import pqdm


def square(n):
    return n * n


print(pqdm([1, 2, 3], square, n_jobs=2, disable=True))
