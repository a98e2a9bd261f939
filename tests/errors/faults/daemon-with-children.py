from multiprocessing import Pool


def inner(n):
    return n


def work(n):
    pool = Pool(1)
    return pool.map(inner, [n])


if __name__ == "__main__":
    pool = Pool(1)
    try:
        print(pool.map(work, [1]))
    finally:
        pool.terminate()
