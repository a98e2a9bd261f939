import time
from multiprocessing import Process, Queue
cache = None
def load():
    global cache
    if cache is None:
        cache = {"t": time.time()}
    return cache
def w(q):
    global cache
    if cache is None:
        cache = {"t": 0}
    q.put(cache["t"])
load()
q = Queue()
p = Process(target=w, args=(q,))
p.start()
print(q.get(timeout=4) == cache["t"])
p.join()
