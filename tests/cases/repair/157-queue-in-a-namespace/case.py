from multiprocessing import Process, Queue


class NS: pass


ns = NS()
ns.q = Queue()
ns.n = 2


def w(): ns.q.put(ns.n)


p = Process(target=w)
p.start(); print(ns.q.get()); p.join()
