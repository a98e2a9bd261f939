from multiprocessing import Process, Queue
q = Queue()


def a(): q.put("a")


def b(): q.put("b")


table = {"a": a, "b": b}
for k in "ab":
    p = Process(target=table[k])
    p.start()
    print(q.get())
    p.join()
