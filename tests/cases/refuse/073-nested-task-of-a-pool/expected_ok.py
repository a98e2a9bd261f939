from functools import partial
from multiprocessing import Pool


# Moves a number on.
def advance(step, number):
    '''Two lines,
    the second of which keeps its place.'''
    # not far
    return number + step


def run(step):
    with Pool(2) as pool:
        print(pool.map(partial(advance, step), range(4)))


if __name__ == "__main__":
    run(3)
    run(5)
