import os
from multiprocessing import Process

PARENT = "parent"


def work():
    print("work runs in the", multiprocess_name())


def multiprocess_name():
    import multiprocessing

    return PARENT if multiprocessing.parent_process() is None else "child"


def main():
    p = Process(target=work())
    p.start()
    p.join()
    print("code", p.exitcode, os.getpid() == p.pid)


if __name__ == "__main__":
    main()
