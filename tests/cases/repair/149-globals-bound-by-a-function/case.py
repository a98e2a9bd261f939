from multiprocessing import Pool, Lock


def init_all():
    global lock, base
    lock = Lock()
    base = 5


def work(n):
    with lock:
        return n + base


init_all()
with Pool(2) as p:
    print(p.map(work, range(3)))
