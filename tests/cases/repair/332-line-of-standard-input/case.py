import sys
from multiprocessing import Pool

name = sys.stdin.readline().strip()
rest = [line.rstrip("\n") for line in sys.stdin]
print("name", name)


def work(x):
    return name + x


with Pool(2) as p:
    print(p.map(work, rest))
