from multiprocessing import Process, Queue
def helper(**kw):
    q.put((cfg, sorted(kw)))
def w(**kw):
    helper(**kw)
if __name__ == "__main__":
    q = Queue()
    cfg = {"a": 1}
    p = Process(target=w, kwargs={"target": 1, "q": 2, "cfg": 3})
    p.start()
    print(q.get(timeout=4))
    p.join()
