from multiprocessing import Process, Queue
q = Queue()
class W(Process):
    def run(self):
        q.put("child")
    def collect(self):
        return q.get(timeout=4)
w = W()
w.start()
print(w.collect())
w.join()
q = Queue()
q.put("second")
print(w.collect())
