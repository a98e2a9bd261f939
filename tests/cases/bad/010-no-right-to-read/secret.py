from multiprocessing import Pool


def f(x):
    return x


Pool(2).map(f, [1])
