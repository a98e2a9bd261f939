from multiprocessing import Pool


def square(n):
    return n * n


def weighted(i):
    return weights[i] * 10


with Pool(2) as pool:
    weights = pool.map(square, [1, 2, 3])
with Pool(2) as pool:
    print(pool.map(weighted, [2, 0]))
