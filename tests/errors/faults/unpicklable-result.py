from multiprocessing import Pool


def work(n):
    return lambda: n


if __name__ == "__main__":
    pool = Pool(1)
    try:
        print(pool.map(work, [1]))
    finally:
        pool.terminate()
