# from: 3.4
import sys
from multiprocessing import Process


def work(file):
    pass


if __name__ == "__main__":
    process = Process(target=work, args=(open(__file__),))
    process.start()
    process.join()
