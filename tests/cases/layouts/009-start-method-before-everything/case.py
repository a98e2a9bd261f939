import multiprocessing

multiprocessing.set_start_method("spawn")


def negate(n):
    return -n


pool = multiprocessing.Pool(2)
values = pool.map(negate, [3, 1, 2])
pool.close()
pool.join()

if __name__ == "__main__":
    print(sorted(values))
