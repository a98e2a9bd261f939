# from: 3.4
import multiprocessing


def work(lock):
    pass


if __name__ == "__main__":
    lock = multiprocessing.get_context("fork").Lock()
    process = multiprocessing.get_context("spawn").Process(target=work, args=(lock,))
    process.start()
    process.join()
