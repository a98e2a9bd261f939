import logging
import sys
from multiprocessing import Pool


def work(x):
    return x


def main():
    logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(message)s")
    logging.info("begin")
    with Pool(1) as pool:
        print(sum(pool.map(work, range(3))))
    logging.info("end")


main()
