# coding: ascii
from multiprocessing import Pool


def f(x):
    return x


name = "Zoë"
Pool(2).map(f, [name])
