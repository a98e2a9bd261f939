from multiprocessing import Pool


def f(x):
    return x


for n in range(2):
        pool = Pool(2)
	pool.map(f, [n])
