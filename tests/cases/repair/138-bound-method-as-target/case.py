from multiprocessing import Process, Queue
q = Queue()


class Job:
    def __init__(self, n): self.n = n
    def go(self): q.put(self.n)


j = Job(3)
p = Process(target=j.go)
p.start()
print(q.get())
p.join()
