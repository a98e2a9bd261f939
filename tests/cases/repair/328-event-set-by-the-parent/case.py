import threading
from multiprocessing import Pool
ev = threading.Event()
def w(i):
    return ev.is_set()
if __name__ == "__main__":
    ev.set()
    with Pool(1) as p:
        print(p.map(w, [1]))
