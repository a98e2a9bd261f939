import logging
import sys
from multiprocessing import Pool

log = logging.getLogger("app")


def work(n):
    log.info("working on %d", n)
    return n


def main():
    logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="%(message)s")
    with Pool(1) as pool:
        print(pool.map(work, [1, 2]))


if __name__ == "__main__":
    main()
