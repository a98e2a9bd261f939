import argparse
import multiprocessing


def work(number):
    return number * number


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=3)
    options = parser.parse_args()
    multiprocessing.freeze_support()
    with multiprocessing.Pool(2) as pool:
        print(pool.map(work, range(options.count)))
