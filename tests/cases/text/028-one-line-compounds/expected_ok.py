from multiprocessing import Pool, Process
import sys


def leave(code): sys.exit(code)
def double(x): return x + x
class Empty: pass


def main():
    ps = [Process(target=leave, args=(n,)) for n in (0, 1)]
    for p in ps: p.start()
    for p in ps: p.join()
    if ps: extra = Process(target=leave, args=(7,)); extra.start(); extra.join()
    else: extra = None
    while ps: print(ps.pop().exitcode)
    with Pool(2) as p: print(p.map(double, [1, "a", (2,)]))
    try: print(extra.exitcode)
    finally: print("end")  # after one line


if __name__ == "__main__":
    main()
