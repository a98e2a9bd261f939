import time
from concurrent.futures import ProcessPoolExecutor
items = []
def w(i):
    time.sleep(0.2)
    return len(items)
if __name__ == "__main__":
    items.append(1)
    ex = ProcessPoolExecutor(2)
    a = ex.submit(w, 0)
    items.append(2)
    b = ex.submit(w, 0)
    print(a.result(), b.result())
    ex.shutdown()
