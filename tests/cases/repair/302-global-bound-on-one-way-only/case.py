import sys
from multiprocessing import Process, Queue
if len(sys.argv) > 1:
    q = Queue()
def w():
    if len(sys.argv) > 1:
        q.put(1)
    else:
        print("no queue", flush=True)
p = Process(target=w)
p.start()
p.join()
print(p.exitcode)
