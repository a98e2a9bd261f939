from pebble import ThreadPool, concurrent


@concurrent.thread
def double(n):
    return 2 * n


print(double(4).result())
with ThreadPool(max_workers=2) as pool:
    print(list(pool.map(abs, [-1, 2]).result()))
