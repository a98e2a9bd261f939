# from: 3.4
import threading
from multiprocessing import Process


def work(lock):
    pass


if __name__ == "__main__":
    process = Process(target=work, args=(threading.Lock(),))
    process.start()
    process.join()
