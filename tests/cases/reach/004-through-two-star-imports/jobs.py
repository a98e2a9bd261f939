from multiprocessing import Pool


def square(x):
    return x * x


def run(numbers):
    with Pool(2) as pool:
        return sum(pool.map(square, numbers))
