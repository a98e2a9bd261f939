import sys
from multiprocessing import Process

MODE = sys.argv[1]
del sys.argv[1]


def show():
    print("mode", MODE, flush=True)


p = Process(target=show)
p.start()
p.join()
