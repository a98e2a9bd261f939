from concurrent.futures import ProcessPoolExecutor

from . import base


def square(n):
    return n * n, base.VERBOSE


class Sum(base.Command):
    def run(self, n):
        with ProcessPoolExecutor(2) as ex:
            parts = list(ex.map(square, range(int(n))))
        self.log(parts)
        print("sum", sum(v for v, _ in parts))
        return 0
