import random, time
from concurrent.futures import ProcessPoolExecutor
items = [random.random()]
def w(n):
    time.sleep(0.3)
    return len(items)
with ProcessPoolExecutor(2) as ex:
    a = ex.submit(w, 1)
    items.append(1)
    b = ex.submit(w, 2)
    print(a.result(), b.result())
