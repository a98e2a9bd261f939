import signal
import time
from multiprocessing import Pool


class TooLong(Exception):
    pass


def stop(signum, frame):
    raise TooLong


def work(seconds):
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    try:
        time.sleep(seconds)
        return "done"
    except TooLong:
        return "too long"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def main():
    signal.signal(signal.SIGALRM, stop)
    with Pool(1) as pool:
        print(pool.map(work, [0, 5]))


main()
