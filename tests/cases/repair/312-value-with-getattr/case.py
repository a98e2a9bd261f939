import random
from multiprocessing import Pool
class Proxy:
    def __init__(self, data):
        self.data = data
    def __getattr__(self, name):
        return self.data[name]
p = Proxy({"x": random.random()})
def w(n):
    return p.x
with Pool(1) as pool:
    print(pool.map(w, [1]) == [p.x])
