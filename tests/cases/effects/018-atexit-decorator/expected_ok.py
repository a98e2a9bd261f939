import atexit
from multiprocessing import Pool


def square(n):
    return n * n


def main():
    @atexit.register
    def summary():
        print("total", sum(totals))

    totals = []
    with Pool(2) as pool:
        totals += pool.map(square, [1, 2, 3])
    print("pool done")


if __name__ == "__main__":
    main()
