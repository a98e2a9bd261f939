from multiprocessing import Lock, Pool, Process, Queue

lock = Lock()
results = Queue()
results_ = "taken"
target = "a name"


def init_worker(x):
    return x


def run_in_child(x):
    with lock:
        return f"{x} {target} {init_worker(results_)}"


def helper():
    results.put(run_in_child("from a process"))


def work():
    helper()


with Pool(1) as pool:
    print(pool.map(run_in_child, ["a", "b"]))
p = Process(target=work)
p.start()
print(results.get(timeout=10))
p.join()
