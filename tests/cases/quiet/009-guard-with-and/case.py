import sys
from multiprocessing import Pool


def flip(b):
    return not b


def run():
    with Pool(2) as pool:
        print(pool.map(flip, [True, False]), flush=True)


if __name__ == "__main__" and len(sys.argv) == 1:
    run()
if sys.version_info[0] == 3 and __name__ == "__main__":
    run()
__name__ == "__main__" and run()
run() if __name__ == "__main__" else None
