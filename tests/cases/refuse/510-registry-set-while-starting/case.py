import logging
from multiprocessing import Pool


def name(n):
    return logging.getLevelName(n)


def run():
    logging.addLevelName(15, "TRACE")
    with Pool(1) as pool:
        print(pool.map(name, [15]))


run()
