import sys
from multiprocessing import Pool

VERBOSE = "--verbose" in sys.argv
if VERBOSE:
    sys.argv.remove("--verbose")


def work(n):
    return n, VERBOSE, sys.argv[1:]


with Pool(2) as pool:
    print(pool.map(work, [1]))
