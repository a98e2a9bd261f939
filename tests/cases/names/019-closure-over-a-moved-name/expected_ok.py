from multiprocessing import Pool


def square(n):
    return n * n


def make_reader():
    def reader(i):
        return rates[i]

    return reader


length = lambda: len(rates)
read = make_reader()


def main():
    global rates
    with Pool(2) as pool:
        rates = pool.map(square, [1, 2, 3])
    print(read(2), length())


if __name__ == "__main__":
    main()
