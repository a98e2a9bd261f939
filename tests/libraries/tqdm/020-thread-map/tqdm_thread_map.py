from tqdm.contrib.concurrent import thread_map


def square(n):
    return n * n


print(thread_map(square, range(4), max_workers=2, disable=True))
