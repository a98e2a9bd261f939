import sys
from multiprocessing import Process


def ask():
    return input()


def report(text):
    print("report:", text, flush=True)


if __name__ == "__main__":
    first = ask()
    second = sys.stdin.readline().strip()
    process = Process(target=report, args=(first + second,))
    process.start()
    process.join()
