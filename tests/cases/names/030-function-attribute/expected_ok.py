import string
from multiprocessing import Pool


def square(n):
    square.calls = getattr(square, "calls", 0) + 1
    return n * n


def main():
    square.label = "squares"
    string.demo = [square(2)]
    with Pool(1) as pool:
        print(square.label, pool.map(square, [3]), square.calls, string.demo)


if __name__ == "__main__":
    main()
