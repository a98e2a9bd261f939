import time
from multiprocessing import Lock, Pool

lock = Lock()


def add(n):
    with lock:
        with open("sum.txt") as f:
            total = int(f.read())
        time.sleep(0.01)
        with open("sum.txt", "w") as f:
            f.write(str(total + n))
    return n


with open("sum.txt", "w") as f:
    f.write("0")
with Pool(3) as pool:
    pool.map(add, range(20), chunksize=1)
print(open("sum.txt").read())
