from multiprocessing import Lock, Process

lock = Lock()


def show(number):
    with lock:
        print("number", number, flush=True)


Process(target=show, args=(8,)).start()
