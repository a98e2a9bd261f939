from itertools import starmap
from multiprocessing import Process


def leave(code):
    raise SystemExit(code)


def run(low, high):
    p = Process(target=leave, args=(high - low,))
    p.start()
    p.join()
    return p.exitcode


lazy = starmap(run, [(1, 4), (2, 9)])
print(tuple(lazy))
