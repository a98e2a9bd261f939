import sys
from multiprocessing import Process

__name__ == "__main__" or sys.exit("run me")


def work(number):
    print(number * number, flush=True)


if __name__ == "__main__":
    worker = Process(target=work, args=(3,))
    worker.start()
    worker.join()
