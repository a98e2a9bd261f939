from multiprocessing import Process

import shared


def work(n):
    shared.queue.put(n * n)


p = Process(target=work, args=(3,))
p.start()
print(shared.queue.get(timeout=20), flush=True)
p.join()
