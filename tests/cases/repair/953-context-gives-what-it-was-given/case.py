import contextlib
from multiprocessing import Process

rows = [1]


def work():
    print(rows, flush=True)


with contextlib.nullcontext(rows) as same:
    print("open")
    same.append(2)
p = Process(target=work)
p.start()
p.join()
