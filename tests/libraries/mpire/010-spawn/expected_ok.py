from mpire import WorkerPool


def double(n):
    return 2 * n


if __name__ == "__main__":
    with WorkerPool(n_jobs=2, start_method="spawn") as pool:
        print(pool.map(double, range(4)))
