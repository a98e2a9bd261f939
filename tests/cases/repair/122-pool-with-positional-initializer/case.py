from multiprocessing import Lock, Pool, Value

lock = Lock()
total = Value("i", 0)
step = 1


def setup(by):
    global step
    step = by + (total is None)


def add(n):
    with lock:
        total.value += n * step
    return n


pool = Pool(2, setup, (5,))
print(pool.map(add, [1, 2, 3]))
pool.close()
pool.join()
print(total.value)
