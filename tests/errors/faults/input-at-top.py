# from: 3.4
import sys
from multiprocessing import Process

sys.stdin = open("/dev/null") if __name__ == "__mp_main__" else sys.stdin
name = "x" if __name__ == "__main__" else input()


def work():
    pass


if __name__ == "__main__":
    process = Process(target=work)
    process.start()
    process.join()
