from functools import partial
from multiprocessing import Process


def work(f):
    print(f(1), flush=True)


p = Process(target=work, args=(partial(lambda a, b: a + b, 2),))
p.start()
p.join()
