import argparse
import sys
from multiprocessing import Pool

parser = argparse.ArgumentParser()
parser.add_argument("--n", type=int)
opts, rest = parser.parse_known_args()
sys.argv = sys.argv[:1] + rest


def work(i):
    return sys.argv[1:], i * opts.n


with Pool(2) as p:
    print(p.map(work, range(2)))
