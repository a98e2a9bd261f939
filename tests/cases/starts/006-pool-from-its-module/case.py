import multiprocessing.pool


def swap(pair):
    return pair[::-1]


with multiprocessing.pool.Pool(2) as workers:
    print(workers.map(swap, [(1, 2), ("x", "y")]))
