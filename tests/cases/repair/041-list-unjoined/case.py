import multiprocessing as mp


def add(counter):
    with counter.get_lock():
        counter.value += 1
        print(counter.value, flush=True)


counter = mp.Value("i", 0)
workers = [mp.Process(target=add, args=(counter,)) for _ in range(3)]
for worker in workers:
    worker.start()
# that is all
