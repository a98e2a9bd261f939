# from: 3.4
from multiprocessing import Process


def work(numbers):
    pass


if __name__ == "__main__":
    process = Process(target=work, args=((n for n in [1]),))
    process.start()
    process.join()
