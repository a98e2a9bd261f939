import atexit
import time
from multiprocessing import Lock, Process


def show(lock, number):
    time.sleep(0.5)
    with lock:
        print("number", number, flush=True)


atexit.register(print, "goodbye", flush=True)
lock = Lock()
p = Process(target=show, args=(lock, 1))
p.start()
