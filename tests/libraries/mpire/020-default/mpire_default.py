from mpire import WorkerPool


def double(n):
    return 2 * n


with WorkerPool(n_jobs=2) as pool:
    print(pool.map(double, range(4)))
