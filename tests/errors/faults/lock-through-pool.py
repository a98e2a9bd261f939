from multiprocessing import Lock, Pool


def work(lock):
    pass


if __name__ == "__main__":
    pool = Pool(1)
    try:
        print(pool.map(work, [Lock()]))
    finally:
        pool.terminate()
