import time
from multiprocessing import Process


def late(began):
    raise SystemExit(5 if time.time() - began >= 0.3 else 6)


def main():
    began = time.time()
    time.sleep(0.3)
    p = Process(target=late, args=(began,))
    p.start()
    p.join()
    print("late" if p.exitcode == 5 else "at once")


if __name__ == "__main__":
    main()
