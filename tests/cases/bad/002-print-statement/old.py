from multiprocessing import Pool


def f(x):
    return x


pool = Pool(2)
print "squares:", pool.map(f, range(3))
