from multiprocessing import Process, Queue
q = Queue()
def helper(x):
    q.put(x)
def w(target, n=1):
    helper((target, n))
p = Process(target=w, kwargs={"target": 5, "n": 3})
p.start()
print(q.get(timeout=4))
p.join()
