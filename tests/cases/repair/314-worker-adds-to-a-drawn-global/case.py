import random
from multiprocessing import Process, Queue
total = random.randrange(100, 10000)
def w(q, n):
    global total
    total = total + n
    q.put(total)
q = Queue()
p = Process(target=w, args=(q, 3))
p.start()
print(q.get(timeout=4) - total)
p.join()
