import os
from multiprocessing import Process


def leave():
    os._exit(8)


def farewell(word):
    p = Process(target=leave)
    p.start()
    p.join()
    print(word, p.exitcode, flush=True)


def main():
    try:
        print("end of the script", flush=True)
    finally:
        farewell("left with")


if __name__ == "__main__":
    main()
