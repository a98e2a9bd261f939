from multiprocessing import Process, Queue
q = Queue()
def w(**kw):
    q.put(sorted(kw.items()))
p = Process(target=w, kwargs={"q": 5, "z": 1})
p.start()
print(q.get(timeout=4))
p.join()
print(p.exitcode)
