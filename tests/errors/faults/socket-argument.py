# from: 3.4
import select
from multiprocessing import Process


def work(poll):
    pass


if __name__ == "__main__":
    process = Process(target=work, args=(select.epoll(),))
    process.start()
    process.join()
