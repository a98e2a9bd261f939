# from: 3.4
from multiprocessing import Process, current_process


def work(me):
    pass


if __name__ == "__main__":
    process = Process(target=work, args=(current_process(),))
    process.start()
    process.join()
