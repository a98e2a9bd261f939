import sys
from multiprocessing import Process


def leave(code):
    raise SystemExit(code)


def main():
    out = sys.stdout
    out.write("working")
    out.flush()
    p = Process(target=leave, args=(0,))
    p.start()
    p.join()
    sys.stdout.write(" ... done (%d)\n" % p.exitcode)


if __name__ == "__main__":
    main()
