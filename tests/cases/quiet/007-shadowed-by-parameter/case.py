from multiprocessing import Pool


class Plain:
    def __init__(self, n):
        self.n = n

    def map(self, f, xs):
        return list(map(f, xs))


def run(xs, Pool=Plain):
    return Pool(2).map(str, xs)


print(run([1, 2]))
