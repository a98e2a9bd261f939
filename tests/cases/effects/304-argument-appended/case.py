import sys
from multiprocessing import Pool

sys.argv.append("extra")


def work(i):
    return len(sys.argv), sys.argv[-1]


with Pool(2) as p:
    print(p.map(work, range(2)))
