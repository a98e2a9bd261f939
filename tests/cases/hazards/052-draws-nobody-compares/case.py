import random
import time
from multiprocessing import Pool

started = time.perf_counter()


def work(number):
    return 0 <= random.random() < number


if __name__ == "__main__":
    with Pool(2) as pool:
        print(pool.map(work, [1, 2]))
    print(time.perf_counter() > started)
