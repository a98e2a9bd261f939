from multiprocessing import Pool, Lock
lock = Lock()
opts = dict(processes=2)


def work(n):
    with lock: return n


with Pool(**opts) as p: print(p.map(work, [1, 2]))
