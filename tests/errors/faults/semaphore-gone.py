# from: 3.4
from multiprocessing import Process, Queue


def work(queue):
    queue.put(1)


def start():
    Process(target=work, args=(Queue(),)).start()


if __name__ == "__main__":
    start()
