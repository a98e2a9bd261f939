from multiprocessing import Process, Queue
qs = [Queue() for _ in range(3)]


def work(i): qs[i].put(i * i)


ps = [Process(target=work, args=(i,)) for i in range(3)]
for p in ps: p.start()
print([q.get() for q in qs])
for p in ps: p.join()
