# from: 3.4
import json
from multiprocessing import Process


def work(module):
    pass


if __name__ == "__main__":
    process = Process(target=work, args=(json,))
    process.start()
    process.join()
