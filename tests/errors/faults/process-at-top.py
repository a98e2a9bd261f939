# from: 3.4
import multiprocessing


def work():
    pass


process = multiprocessing.Process(target=work)
process.start()
process.join()
