import multiprocessing as mp
import sys


def leave(code):
    raise SystemExit(code)


def run_first(code):
    child = mp.Process(target=leave, args=(code,))
    child.start()
    child.join()
    print(child.exitcode)


for step in ["first"]:
    getattr(sys.modules[__name__], f"run_{step}")(7)
