from contextlib import contextmanager
from multiprocessing import Pool


@contextmanager
def workers(n):
    with Pool(n) as pool:
        yield pool


crew = workers(2)
print("have a crew", hasattr(crew, "__enter__"))
