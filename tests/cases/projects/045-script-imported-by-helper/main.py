from multiprocessing import Pool

import util

BASE = 2


def work(n):
    return n + 1


if __name__ == "__main__":
    print(util.twice(4), flush=True)
if __name__ in ("__main__", "__mp_main__"):
    with Pool(2) as pool:
        print(pool.map(work, [1, 2]), flush=True)
