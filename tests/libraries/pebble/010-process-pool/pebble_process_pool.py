from pebble import ProcessPool


def double(n):
    return 2 * n


with ProcessPool(max_workers=2) as pool:
    future = pool.map(double, [1, 2, 3], timeout=20)
    print(list(future.result()))
    print(pool.schedule(double, args=(21,)).result())
