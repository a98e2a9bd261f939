import sys
from multiprocessing import Pool


def double(n):
    return n + n


def in_pool(numbers):
    with Pool(2) as pool:
        return pool.map(double, numbers)


modes = {
    "one": lambda numbers: [double(n) for n in numbers],
    "many": lambda numbers: in_pool(numbers),
}


def main():
    mode = sys.argv[1] if len(sys.argv) > 1 else "one"
    print(mode, modes[mode]([1, 2, 3]))


if __name__ == "__main__":
    main()
