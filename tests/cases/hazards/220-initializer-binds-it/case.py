from multiprocessing import Lock, Pool

lock = None


def init(l):
    global lock
    lock = l


def work(n):
    with lock:
        return n + 1


if __name__ == "__main__":
    with Pool(2, initializer=init, initargs=(Lock(),)) as pool:
        print(pool.map(work, [1, 2]))
