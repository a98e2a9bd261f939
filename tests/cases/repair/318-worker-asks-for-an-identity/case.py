import random
from multiprocessing import Process, Queue
data = [random.random()]
ident = id(data)
def w(q):
    q.put(id(data) == ident)
q = Queue()
p = Process(target=w, args=(q,))
p.start()
print(q.get(timeout=4))
p.join()
