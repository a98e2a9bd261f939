from multiprocessing import Process, Queue
q = Queue()
class W(Process):
    def __init__(self, n):
        super().__init__()
        self.n = n
    def __getstate__(self):
        state = {"n": self.n, "_config": self._config, "_identity": self._identity, "_name": self._name, "_popen": None, "_closed": False, "_parent_pid": self._parent_pid, "_parent_name": self._parent_name, "_target": None, "_args": (), "_kwargs": {}}
        return state
    def run(self):
        q.put(self.n * 2)
w = W(4)
w.start()
print(q.get(timeout=4))
w.join()
