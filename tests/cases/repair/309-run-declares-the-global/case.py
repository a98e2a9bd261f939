from multiprocessing import Process, Queue
q = Queue()
class W(Process):
    def run(self):
        global q
        q.put(3)
w = W()
w.start()
print(q.get(timeout=4))
w.join()
