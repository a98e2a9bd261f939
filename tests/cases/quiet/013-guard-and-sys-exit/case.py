import sys
from multiprocessing import Process


def leave():
    sys.exit(2)


def main():
    p = Process(target=leave)
    p.start()
    p.join()
    print("child left with", p.exitcode)
    return p.exitcode + 1


if __name__ == "__main__":
    sys.exit(main())
