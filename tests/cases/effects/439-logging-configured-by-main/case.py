import logging
import logging.config
import sys
from multiprocessing import Pool

LOGGING = {
    "version": 1,
    "handlers": {"out": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout"}},
    "root": {"level": "INFO", "handlers": ["out"]},
}


def work(x):
    logging.getLogger("app").info("x %d", x)
    return x


def main():
    logging.config.dictConfig(LOGGING)
    with Pool(1) as pool:
        print(pool.map(work, range(2)))


main()
