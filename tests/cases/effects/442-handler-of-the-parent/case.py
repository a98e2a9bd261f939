import signal
import sys
from multiprocessing import Pool


def stop(signum, frame):
    sys.exit(1)


def work(x):
    return x * x


def main():
    signal.signal(signal.SIGHUP, stop)
    with Pool(2) as pool:
        print(pool.map(work, range(3)))


main()
