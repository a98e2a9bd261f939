import sys
from multiprocessing import Event, Process


def wait(go):
    sys.exit(0 if go.wait(0.7) else 1)


def main():
    go = Event()
    p = Process(target=wait, args=(go,))
    p.start()
    go.set()
    p.join()
    print("timed out" if p.exitcode else "went")


if __name__ == "__main__":
    main()
