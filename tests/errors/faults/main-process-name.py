# from: 3.4
# method: forkserver
from multiprocessing import Pool, current_process


def work(n):
    return n


if current_process().name == "MainProcess":
    pool = Pool(1)
    print(pool.map(work, [1]))
    pool.terminate()
