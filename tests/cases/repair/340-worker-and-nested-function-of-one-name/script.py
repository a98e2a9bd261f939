from multiprocessing import Process, Queue


def tell():
    def work():
        return "inner"

    return work()


results = Queue()


def work(n):
    results.put(n * 2)


process = Process(target=work, args=(4,))
process.start()
print(results.get(timeout=10), tell())
process.join()
