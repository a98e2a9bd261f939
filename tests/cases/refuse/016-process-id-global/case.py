import os
from multiprocessing import Process

boss = os.getpid()


def leave():
    raise SystemExit(int(os.getpid() != boss))


p = Process(target=leave)
p.start()
p.join()
print("another process" if p.exitcode else "the same process")
