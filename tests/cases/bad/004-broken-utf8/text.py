from multiprocessing import Pool


def f(x):
    return x


name = 'caf√ is closed'
Pool(2).map(f, [name])
