from multiprocessing import Process, Queue

results = Queue()


def work(n):
    results.put(n * n)


Process(target=work, args=(3,)).start()
print(results.get())
