import logging
from multiprocessing import Pool


def work(x):
    logging.info("working on %d", x)
    return x


def main():
    logging.basicConfig(level=logging.INFO)
    with Pool(1) as pool:
        print(sum(pool.map(work, range(3))))


main()
