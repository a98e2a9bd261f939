import threading
from multiprocessing import Process

codes = []


def leave():
    raise SystemExit(5)


def run():
    p = Process(target=leave)
    p.start()
    p.join()
    codes.append(p.exitcode)


def main():
    t = threading.Thread(target=run)
    t.start()
    t.join()
    print("from the thread:", codes)


if __name__ == "__main__":
    main()
