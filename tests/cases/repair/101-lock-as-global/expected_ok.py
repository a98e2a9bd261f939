import time
from multiprocessing import Lock, Pool


def set_lock(shared):
    global lock
    lock = shared


def add(n):
    with lock:
        with open("sum.txt") as f:
            total = int(f.read())
        time.sleep(0.01)
        with open("sum.txt", "w") as f:
            f.write(str(total + n))
    return n


def main():
    lock = Lock()
    with open("sum.txt", "w") as f:
        f.write("0")
    with Pool(3, initializer=set_lock, initargs=(lock,)) as pool:
        pool.map(add, range(20), chunksize=1)
    print(open("sum.txt").read())


if __name__ == "__main__":
    main()
