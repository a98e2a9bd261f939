import os
from multiprocessing import Process, parent_process


def leave(boss):
    raise SystemExit(5 if parent_process().pid == boss else 4)


def main():
    boss = os.getpid()
    p = Process(target=leave, args=(boss,))
    p.start()
    p.join()
    print("child of the boss" if p.exitcode == 5 else "stranger")


if __name__ == "__main__":
    main()
