from multiprocessing import JoinableQueue, Process, Queue
todo = JoinableQueue()
done = Queue()


def consumer():
    while True:
        n = todo.get()
        done.put(n * 10)
        todo.task_done()


for _ in range(2):
    Process(target=consumer, daemon=True).start()
for n in range(4):
    todo.put(n)
todo.join()
print(sorted(done.get() for _ in range(4)))
