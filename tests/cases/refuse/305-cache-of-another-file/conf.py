import functools


@functools.lru_cache
def load():
    print("loading", flush=True)
    return 5
