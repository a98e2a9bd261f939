from multiprocessing import Lock, Process


def leave_a_line(lock, number):
    with lock:
        print("number", number, flush=True)


lock = Lock()
Process(target=leave_a_line, args=(lock, 7)).start()
