from multiprocessing import Pool


def square(n):
    return n * n


def make_reader():
    def reader(i):
        return rates[i]

    return reader


length = lambda: len(rates)
read = make_reader()
with Pool(2) as pool:
    rates = pool.map(square, [1, 2, 3])
print(read(2), length())
