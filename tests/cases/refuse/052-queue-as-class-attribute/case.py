from multiprocessing import Process, Queue


class Job:
    q = Queue()
    def go(self, n): self.q.put(n)


p = Process(target=Job().go, args=(5,))
p.start()
print(Job.q.get())
p.join()
