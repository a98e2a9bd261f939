from multiprocessing import Pool


class Farm(object):
    def __init__(self):
        self.pool = Pool(1)

    def work(self, n):
        return n

    def run(self):
        return self.pool.map(self.work, [1])


if __name__ == "__main__":
    farm = Farm()
    try:
        farm.run()
    finally:
        farm.pool.terminate()
