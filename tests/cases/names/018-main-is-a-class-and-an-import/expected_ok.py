import json as _main
from multiprocessing import Pool


class main:
    def __init__(self, size):
        self.size = size


def measure(m):
    return m.size + 1


if __name__ == "__main__":
    with Pool(2) as pool:
        print(_main.dumps(pool.map(measure, [main(1), main(2)])))
