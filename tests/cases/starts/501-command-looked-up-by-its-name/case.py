import sys
from multiprocessing import Pool


def work(n):
    return n * n


def command_run():
    with Pool(2) as pool:
        print(pool.map(work, [1, 2, 3]))


def command_help():
    print("run or help")


name = "command_" + (sys.argv[1] if len(sys.argv) > 1 else "run")
globals()[name]()
