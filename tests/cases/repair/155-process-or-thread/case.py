import sys
from multiprocessing import Process, Queue
from threading import Thread
q = Queue()


def w(n): q.put(n)


for kind in (Process, Thread):
    p = kind(target=w, args=(2,))
    p.start()
    p.join()
print(q.get(), q.get())
