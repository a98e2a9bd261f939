import multiprocessing as mp
import time


def add(counter, number):
    time.sleep(0.1 * number)
    with counter.get_lock():
        counter.value += number
        print(counter.value, flush=True)


counter = mp.Value("i", 0)
workers = []
for number in range(3):
    worker = mp.Process(target=add, args=(counter, number))
    worker.start()
    workers.append(worker)
