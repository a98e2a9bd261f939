from multiprocessing import Lock, Process
import time


def show(lock, number):
    time.sleep(0.5)
    with lock:
        print("number", number, flush=True)


lock = Lock()
p = Process(target=show, args=(lock, 1))
p.daemon = True
p.start()
