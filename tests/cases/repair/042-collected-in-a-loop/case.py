import multiprocessing as mp


def add(counter, number):
    with counter.get_lock():
        counter.value += number
        print("added", flush=True)


counter = mp.Value("i", 0)
workers = []
for number in range(3):
    worker = mp.Process(target=add, args=(counter, number))
    worker.start()
    workers.append(worker)
