import multiprocess as mp


def square(n):
    return n * n


with mp.Pool(2) as pool:
    print(pool.map(square, [1, 2, 3]))
