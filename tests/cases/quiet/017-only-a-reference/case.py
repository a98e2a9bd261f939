from multiprocessing import Pool


def sq(n):
    return n * n


def parallel(numbers):
    with Pool() as pool:
        return pool.map(sq, numbers)


def serial(numbers):
    return [sq(n) for n in numbers]


ways = {"parallel": parallel, "serial": serial}
chosen = ways["serial"]
print(sorted(ways), chosen([2, 3]), chosen is parallel, callable(parallel))
