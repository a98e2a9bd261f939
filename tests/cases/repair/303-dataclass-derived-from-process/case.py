from dataclasses import dataclass
from multiprocessing import Process, Queue
q = Queue()
@dataclass(eq=False)
class W(Process):
    n: int
    def __post_init__(self):
        super().__init__()
    def run(self):
        q.put(self.n * 2)
w = W(4)
w.start()
print(q.get(timeout=4))
w.join()
