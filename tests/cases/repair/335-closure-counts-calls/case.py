from multiprocessing import Pool


def make():
    n = 0

    def inc():
        nonlocal n
        n += 1
        return n
    return inc


inc = make()
print("first", inc())
SECOND = inc()


def work(x):
    return x + SECOND


with Pool(1) as p:
    print(p.map(work, [0, 10]))
