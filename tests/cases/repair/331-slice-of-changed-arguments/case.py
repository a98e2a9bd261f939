import sys
from multiprocessing import Pool

sys.argv.append("extra")
args = sys.argv[1:]


def work(i):
    return sys.argv[i + 1], args[i], len(sys.argv)


with Pool(2) as p:
    print(p.map(work, range(3)))
