from multiprocessing import Pool


def f(x):
    return x


pool = Pool(2)
if not pool.map(f, [1]):
    return
