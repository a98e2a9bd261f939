import threading
from queue import Queue

results = Queue()


def work(n):
    results.put(n * n)


threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(sorted(results.get() for _ in threads))
