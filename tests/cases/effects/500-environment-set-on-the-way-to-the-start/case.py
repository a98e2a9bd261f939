import os
from multiprocessing import Pool


def work(name):
    return name + os.environ.get("SUFFIX", "")


def main():
    os.environ["SUFFIX"] = "!"
    with Pool(2) as pool:
        print(pool.map(work, ["a", "b"]))


main()
