from multiprocessing import Process, Queue
q = Queue()
class W(Process):
    def __setattr__(self, name, value):
        if not name.startswith("_"):
            print("set", name, flush=True)
        super().__setattr__(name, value)
    def run(self):
        q.put(1)
a = W()
a.start()
print(q.get(timeout=4))
a.join()
