from tqdm.contrib.concurrent import process_map


def square(n):
    return n * n


print(process_map(square, range(4), max_workers=2, disable=True))
