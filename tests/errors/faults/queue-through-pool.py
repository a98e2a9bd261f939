from multiprocessing import Pool, Queue


def work(queue):
    pass


if __name__ == "__main__":
    pool = Pool(1)
    try:
        print(pool.map(work, [Queue()]))
    finally:
        pool.terminate()
