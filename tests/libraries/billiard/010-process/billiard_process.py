from billiard import Process, SimpleQueue


def work(queue, n):
    queue.put(n * n)


queue = SimpleQueue()
process = Process(target=work, args=(queue, 6))
process.start()
print(queue.get())
process.join()
print(process.exitcode)
