# from: 3.4
from multiprocessing import Process


def work():
    print(FACTOR)


if __name__ == "__main__":
    FACTOR = 3
    process = Process(target=work)
    process.start()
    process.join()
