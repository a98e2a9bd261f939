import os
from multiprocessing import Process, parent_process

boss = os.getpid()


def leave():
    raise SystemExit(5 if parent_process().pid == boss else 4)


p = Process(target=leave)
p.start()
p.join()
print("child of the boss" if p.exitcode == 5 else "stranger")
