import string
import sys
from multiprocessing import Pool

OLD = string.digits
string.digits = sys.argv[1]


def size(n):
    return n * len(string.digits)


def main():
    print("was", len(OLD))
    print("is", len(string.digits))
    with Pool(2) as pool:
        print(pool.map(size, [1, 3]))


if __name__ == "__main__":
    main()
