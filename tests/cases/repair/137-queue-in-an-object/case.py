from multiprocessing import Process, Queue


class Store:
    def __init__(self):
        self.q = Queue()
        self.n = 0
    def put(self, x):
        self.q.put(x)


s = Store()


def work(n): s.put(n)


p = Process(target=work, args=(4,))
p.start()
print(s.q.get())
p.join()
