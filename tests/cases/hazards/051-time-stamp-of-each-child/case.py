import time
from multiprocessing import Pool

STARTED = time.perf_counter_ns()


def is_same(stamp):
    return stamp == STARTED


if __name__ == "__main__":
    with Pool(2) as pool:
        print(pool.map(is_same, [STARTED]))
