import functools
from multiprocessing import Pool


def sq(x):
    return x * x


@functools.singledispatch
def run(x):
    return x


@run.register(list)
def run_list(xs):
    with Pool(2) as p:
        return p.map(sq, xs)


print(run(3), run([1, 2]))
