from multiprocessing import Process, Queue
from types import SimpleNamespace


def work(queue, number):
    queue.put(number * 2)


queue = Queue()
job = SimpleNamespace(process=Process(target=work, args=(queue, 21)), name="double")
job.process.start()
print(job.name, queue.get())
job.process.join()
