import os
from multiprocessing import Pool

RATE = 1
HERE = os.path.dirname(os.path.abspath(__file__))
print("reading")
with open(os.path.join(HERE, "settings.cfg")) as f:
    exec(f.read())


def work(x):
    return x * RATE


with Pool(2) as p:
    print(p.map(work, [1, 2]))
