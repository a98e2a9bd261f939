from multiprocessing import Pool


def double(x):
    return 2 * x


def triple(x):
    return 3 * x


if __name__ == "__main__":
    with Pool(2) as pool:
        first = pool.map(double, [1, 2, 3])

    print("doubled", first)

    with Pool(2) as pool:
        second = pool.map(triple, first)
    print("tripled", second)
