import sys
from multiprocessing import Process

name = input() if sys.stdin.isatty() else "batch"
if sys.stdin is not None and sys.stdin.isatty():
    name = input()


def report(text):
    print("report:", text, flush=True)


if __name__ == "__main__":
    process = Process(target=report, args=(name,))
    process.start()
    process.join()
