import logging
import sys
from multiprocessing import Pool

log = logging.getLogger("demo")


def double(n):
    return 2 * n


def main():
    logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="%(levelname)s:%(message)s")
    log.info("start")
    with Pool(2) as pool:
        log.info("doubled %s", pool.map(double, [1, 2]))
    log.debug("not shown")


if __name__ == "__main__":
    main()
