# from: 3.4
from concurrent.futures import ProcessPoolExecutor


class Oops(Exception):
    def __init__(self, name, number):
        super().__init__(name)


def work(n):
    raise Oops("x", n)


if __name__ == "__main__":
    with ProcessPoolExecutor(1) as executor:
        print(list(executor.map(work, [1])))
