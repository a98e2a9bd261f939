import json
from multiprocessing import Pool, Lock
lock = Lock()
class Store:
    def __init__(self):
        self.d = {}
    def get(self, k):
        with lock:
            return self.d.get(k)
def w(row):
    return row.get("a")
if __name__ == "__main__":
    rows = json.loads('[{"a": 1}, {"a": 2}]')
    with Pool(2) as p:
        print(p.map(w, rows), Store().get(1))
