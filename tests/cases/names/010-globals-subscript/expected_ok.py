from multiprocessing import Pool


def square(n):
    return n * n


def value_of(name):
    return globals()[name]


def main():
    global low, high
    with Pool(2) as pool:
        low, high = pool.map(square, [2, 3])
    for name in ["low", "high"]:
        print(name, value_of(name))


if __name__ == "__main__":
    main()
