from collections import namedtuple
from multiprocessing import Process, SimpleQueue

Job = namedtuple("Job", "name process")


def work(queue, number):
    queue.put(number + 1)


queue = SimpleQueue()
first = Job("first", Process(target=work, args=(queue, 1)))
first.process.start()
print(first.name, queue.get())
first.process.join()

second = Job(name="second", process=Process(target=work, args=(queue, 2)))
name, process = second
process.start()
print(name, queue.get())
second[1].join()
