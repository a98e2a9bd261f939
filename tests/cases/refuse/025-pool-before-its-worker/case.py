from multiprocessing import Pool, TimeoutError

pool = Pool(1)


def double(n):
    return 2 * n


try:
    print(pool.apply_async(double, (4,)).get(timeout=1))
except TimeoutError:
    print("the first task was lost")
pool.terminate()
