from contextlib import contextmanager
from multiprocessing import Pool


def initial(name):
    return name[0]


@contextmanager
def workers(count):
    pool = Pool(count)
    try:
        yield pool
    finally:
        pool.close()
        pool.join()


def main():
    with workers(2) as w:
        print(w.map(initial, ["Nile", "Oder", "Po"]))


if __name__ == "__main__":
    main()
