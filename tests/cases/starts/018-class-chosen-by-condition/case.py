import sys
from multiprocessing import Process
from threading import Thread


def leave(code):
    sys.exit(code)


Worker = Thread if "--threads" in sys.argv else Process
worker = Worker(target=leave, args=(6,))
worker.start()
worker.join()
print(Worker.__name__, worker.exitcode)
