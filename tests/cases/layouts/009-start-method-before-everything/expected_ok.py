import multiprocessing


def negate(n):
    return -n


if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")

    pool = multiprocessing.Pool(2)
    values = pool.map(negate, [3, 1, 2])
    pool.close()
    pool.join()

    print(sorted(values))
