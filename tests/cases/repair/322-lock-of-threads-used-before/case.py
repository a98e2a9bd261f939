import threading
from multiprocessing import Pool
lock = threading.Lock()
seen = []
def note(x):
    with lock:
        seen.append(x)
def w(i):
    with lock:
        return i
if __name__ == "__main__":
    note(1)
    with Pool(2) as p:
        print(p.map(w, range(5)), seen)
