import sys
from multiprocessing import Event, Process

go = Event()


def wait():
    sys.exit(0 if go.wait(0.7) else 1)


p = Process(target=wait)
p.start()
go.set()
p.join()
print("timed out" if p.exitcode else "went")
