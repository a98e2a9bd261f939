from multiprocessing import Process, Queue
q = Queue()
r = Queue()


class A(Process):
    def run(self): q.put("a")


class B(Process):
    def run(self): r.put("b")


for cls in (A, B):
    p = cls()
    p.start()
    p.join()
print(q.get(), r.get())
