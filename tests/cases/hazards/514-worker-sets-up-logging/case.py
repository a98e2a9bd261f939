import logging
import sys
from multiprocessing import Pool


def set_up():
    logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="%(message)s")


def work(n):
    logging.info("working on %d", n)
    return n


if __name__ == "__main__":
    set_up()
    with Pool(1, initializer=set_up) as pool:
        print(pool.map(work, [1, 2]))
