import os
from multiprocessing import Process


def leave(code):
    raise SystemExit(code)


def main():
    runs = 0
    if os.path.exists("runs.txt"):
        with open("runs.txt") as f:
            runs = int(f.read())
    with open("runs.txt", "w") as f:
        f.write(str(runs + 1))
    p = Process(target=leave, args=(runs,))
    p.start()
    p.join()
    print("runs", open("runs.txt").read(), "code", p.exitcode)


if __name__ == "__main__":
    main()
