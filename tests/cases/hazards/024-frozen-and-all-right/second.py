import multiprocessing
import sys


def work(number):
    return number * number


if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    if sys.platform.startswith("win"):
        multiprocessing.freeze_support()
    with multiprocessing.Pool(2) as pool:
        print(pool.map(work, [1, 2, 3]))
