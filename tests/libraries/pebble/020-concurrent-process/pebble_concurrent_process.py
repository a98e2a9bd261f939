from pebble import concurrent


@concurrent.process(timeout=20)
def double(n):
    return 2 * n


future = double(4)
print(future.result())
