import sys
from multiprocessing import Process


def leave(code):
    return sys.exit(code)


def main():
    p = Process(target=leave, args=(18,))
    p.start()
    p.join()
    print(p.exitcode)


if __name__ == "__main__":
    main()
