from multiprocessing import Pool


def known(name):
    return name in globals()


def work(n):
    return n + 1


with Pool(2) as pool:
    out = pool.map(work, [1, 2])
print(out, known("out"), known("problem"))
