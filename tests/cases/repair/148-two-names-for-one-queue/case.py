from multiprocessing import Process, Queue
a = b = Queue()


def work():
    a.put(1)


def other():
    b.put(2)


for t in (work, other):
    p = Process(target=t); p.start(); print(a.get()); p.join()
