import os
from multiprocessing import Pool

os.environ.setdefault("DEMO_DEPTH", "4")
DEPTH = int(os.environ["DEMO_DEPTH"])


def dig(n):
    return n * DEPTH


def main():
    print("depth", DEPTH)
    with Pool(2) as pool:
        print(pool.map(dig, [1, 2]))


if __name__ == "__main__":
    main()
