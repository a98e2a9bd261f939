import counter
from multiprocessing import Pool

print("tick", counter.tick())
counter.tick()


def work(x):
    return counter.now() + x


with Pool(1) as p:
    print(p.map(work, [0]))
