import functools
from multiprocessing import Process, Queue
q = Queue()


def logged(f):
    @functools.wraps(f)
    def inner(*a):
        q.put("call")
        return f(*a)
    return inner


@logged


def w(n): q.put(n)


p = Process(target=w, args=(3,))
p.start(); print(q.get(), q.get()); p.join()
