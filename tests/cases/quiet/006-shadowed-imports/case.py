from multiprocessing import Pool, Process
from threading import Thread as Process


class Pool:
    def __init__(self, n):
        self.n = n

    def map(self, f, xs):
        return [f(x) for x in xs]


p = Process(target=print, args=("from a thread",), daemon=False)
p.start()
p.join()
print(Pool(2).map(abs, [-1, 1]))
