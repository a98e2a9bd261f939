from collections import defaultdict
from multiprocessing import Process


def work(name):
    assert name == "worker"


def launch():
    process = Process(target=work, args=("worker",))
    process.start()
    return process


processes = defaultdict(launch)
processes["first"].join()
print(len(processes), processes["first"].exitcode)
