# from: 3.4
from multiprocessing import Pool


def work(n):
    return n * FACTOR


if __name__ == "__main__":
    FACTOR = 3
    pool = Pool(1)
    try:
        print(pool.map(work, [1]))
    finally:
        pool.terminate()
