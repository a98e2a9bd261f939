from multiprocessing import Process, Queue
q = Queue()


class A(Process):
    def start(self):
        super().start()
        print(q.get())
    def run(self): q.put(4)


p = A()
p.start(); p.join()
