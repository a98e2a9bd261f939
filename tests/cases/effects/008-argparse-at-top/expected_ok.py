"""Print a few cubes."""
import argparse
from multiprocessing import Pool


def cube(n):
    return n ** 3


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=2,
                        help="how many numbers")
    parser.add_argument("--title")
    args = parser.parse_args()
    if args.title:
        print(args.title)
    with Pool(2) as pool:
        print(pool.map(cube, range(args.size)))


if __name__ == "__main__":
    main()
