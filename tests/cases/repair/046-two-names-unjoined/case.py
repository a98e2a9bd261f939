from multiprocessing import Lock, Process


def show(lock, number):
    with lock:
        print("number", number, flush=True)


lock = Lock()
first = Process(target=show, args=(lock, 1))
second = Process(target=show, args=(lock, 2), daemon=False)
first.start()
first.join()
second.start()
