import sys
from multiprocessing import Process


def leave():
    sys.exit(17)


def main():
    p = Process(target=leave)
    p.start()
    p.join()
    print(p.exitcode)


if __name__ == "__main__":
    main()
