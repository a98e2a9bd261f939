from multiprocessing import Process, Queue
from multiprocessing.connection import wait
def w(q):
    q.put(1)
if __name__ == "__main__":
    q = Queue()
    ps = [Process(target=w, args=(q,)) for _ in range(2)]
    for p in ps: p.start()
    todo = [p.sentinel for p in ps]
    while todo:
        for s in wait(todo):
            todo.remove(s)
    print("done")
