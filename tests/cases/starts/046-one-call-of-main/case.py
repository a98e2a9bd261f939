from multiprocessing import Pool


def half(n):
    return n // 2


def main():
    with Pool(2) as pool:
        print(pool.map(half, [10, 21]))


main()
