# from: 3.4
# method: forkserver
import multiprocessing


def work():
    pass


process = multiprocessing.Process(target=work)
process.start()
process.join()
