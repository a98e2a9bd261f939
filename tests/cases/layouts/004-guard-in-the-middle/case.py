from multiprocessing import Pool


def double(x):
    return 2 * x


with Pool(2) as pool:
    first = pool.map(double, [1, 2, 3])

if __name__ == "__main__":
    print("doubled", first)


def triple(x):
    return 3 * x


with Pool(2) as pool:
    second = pool.map(triple, first)
print("tripled", second)
