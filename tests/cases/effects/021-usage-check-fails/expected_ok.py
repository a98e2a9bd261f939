import sys
from multiprocessing import Pool


def power(base, exponent):
    return base ** exponent


def main():
    print("powers")
    if len(sys.argv) != 3:
        print("usage: case.py BASE EXPONENT")
        sys.exit(2)
    base, exponent = map(int, sys.argv[1:])
    with Pool(1) as pool:
        print(pool.apply(power, (base, exponent)))


if __name__ == "__main__":
    main()
