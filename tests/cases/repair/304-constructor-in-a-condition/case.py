from multiprocessing import Process, Queue
q = Queue()
class W(Process):
    if True:
        def __init__(self, n):
            super().__init__()
            self.n = n
    def run(self):
        q.put(self.n * 2)
w = W(4)
w.start()
print(q.get(timeout=4))
w.join()
