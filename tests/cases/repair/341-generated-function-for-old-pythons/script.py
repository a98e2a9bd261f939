from multiprocessing import Process, Queue

results = Queue()


def put(value):
    results.put(value)


def work(args, target, kwargs=3):
    put((args, target, kwargs))


process = Process(target=work, kwargs={"args": 1, "target": 2})
process.start()
print(results.get(timeout=10))
process.join()
