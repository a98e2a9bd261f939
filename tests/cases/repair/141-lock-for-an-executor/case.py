from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Lock, Value
lock = Lock()
v = Value('i', 0, lock=False)


def add(n):
    with lock:
        v.value += n
    return n


with ProcessPoolExecutor(max_workers=2) as ex:
    print(list(ex.map(add, range(5))))
print(v.value)
