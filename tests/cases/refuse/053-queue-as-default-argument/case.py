from multiprocessing import Process, Queue
q = Queue()


def w(n, out=q): out.put(n)


p = Process(target=w, args=(3,))
p.start(); print(q.get()); p.join()
