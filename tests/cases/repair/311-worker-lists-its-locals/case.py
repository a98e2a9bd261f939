from multiprocessing import Process, Queue
q = Queue()
def w(a):
    q.put(dir())
p = Process(target=w, args=(1,))
p.start()
print(q.get(timeout=4))
p.join()
