from multiprocess import Process, Queue


def work(queue, n):
    queue.put(n * n)


queue = Queue()
process = Process(target=work, args=(queue, 7))
process.start()
print(queue.get(timeout=20))
process.join()
print(process.exitcode)
