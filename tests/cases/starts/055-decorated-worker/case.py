from pebble import concurrent

LIMIT = 10


@concurrent.process(timeout=5)
def count(start):
    return sum(range(start, LIMIT))


future = count(4)
print(future.result())
