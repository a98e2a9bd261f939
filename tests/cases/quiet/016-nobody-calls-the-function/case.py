from multiprocessing import Pool, Process


def sq(n):
    return n * n


def parallel(numbers):
    with Pool() as pool:
        return pool.map(sq, numbers)


class Engine:
    def __init__(self, numbers):
        self.numbers = numbers

    def run_parallel(self):
        p = Process(target=sq, args=(1,))
        p.start()
        return parallel(self.numbers)

    def run(self):
        return [sq(n) for n in self.numbers]


engine = Engine([1, 2, 3])
print(engine.run())
