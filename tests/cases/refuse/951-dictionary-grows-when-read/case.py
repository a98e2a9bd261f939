from collections import defaultdict
from multiprocessing import Process

seen = defaultdict(list)


def work():
    print(sorted(seen), flush=True)


print(seen["north"])
p = Process(target=work)
p.start()
p.join()
