from functools import singledispatch
from multiprocessing import Pool


@singledispatch
def describe(x):
    return "thing"


@describe.register(int)
def _(x):
    return "int %d" % x


@describe.register
def _(x: str):
    return "str " + x


print(describe(1))
with Pool(2) as p:
    print(p.map(describe, [1, "a", 2.5]))
