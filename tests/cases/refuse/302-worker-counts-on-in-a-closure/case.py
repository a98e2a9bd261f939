from multiprocessing import Pool
def make():
    n = 0
    def inc():
        nonlocal n
        n += 1
        return n
    return inc
inc = make()


def work(_):
    return inc()


print("before")
inc()
print(inc())
with Pool(1) as pool:
    print(pool.map(work, [0]))
print("after")
