import atexit
import os
from multiprocessing import Process


def leave():
    os._exit(8)


def farewell(word):
    p = Process(target=leave)
    p.start()
    p.join()
    print(word, p.exitcode, flush=True)


atexit.register(farewell, "left with")
print("end of the script", flush=True)
