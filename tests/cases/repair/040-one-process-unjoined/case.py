from multiprocessing import Lock, Process


def show(lock, number):
    with lock:
        print("number", number, flush=True)


lock = Lock()
p = Process(target=show, args=(lock, 1))
p.start()
