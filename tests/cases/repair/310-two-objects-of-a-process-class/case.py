from multiprocessing import Process, Queue
q = Queue()
class W(Process):
    def __init__(self, n):
        Process.__init__(self)
        self.n = n
    def run(self):
        q.put(self.n)
a = W(1)
a.start()
print(q.get(timeout=4))
a.join()
b = W(2)
b.start()
print(q.get(timeout=4))
b.join()
