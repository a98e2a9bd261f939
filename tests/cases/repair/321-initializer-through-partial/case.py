from functools import partial
from multiprocessing import Pool, Lock
lock = None
def init(l):
    global lock
    lock = l
def w(i):
    with lock:
        return i
if __name__ == "__main__":
    lock = Lock()
    with Pool(2, initializer=partial(init, lock)) as p:
        print(p.map(w, range(5)))
