from pathos.multiprocessing import ProcessingPool as Pool


class Scaler:
    def __init__(self, factor):
        self.factor = factor

    def __call__(self, n):
        return n * self.factor


pool = Pool(2)
print(pool.map(Scaler(5), [1, 2, 3]))
print(list(pool.imap(pow, [2, 3], [4, 5])))
pool.close()
pool.join()
