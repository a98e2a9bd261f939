from multiprocessing import Process, Queue
q = Queue()


def work(n):
    q.put(n * 2)


work(1)
p = Process(target=work, args=(2,))
p.start()
p.join()
print(q.get(), q.get())
