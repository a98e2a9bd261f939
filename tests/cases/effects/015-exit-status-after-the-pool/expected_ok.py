import sys
from multiprocessing import Pool


def bad(n):
    return n % 2


def main():
    with Pool(2) as pool:
        errors = sum(pool.map(bad, range(7)))
    print("errors", errors)
    sys.exit(min(errors, 2))


if __name__ == "__main__":
    main()
