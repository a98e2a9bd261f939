"""A script without faults: it has to be rewritten whatever lies beside it."""
from multiprocessing import Pool


def reverse(text):
    return text[::-1]


def main():
    with Pool(2) as pool:
        print(pool.map(reverse, ["drawer", "stressed"]))


if __name__ == "__main__":
    main()
