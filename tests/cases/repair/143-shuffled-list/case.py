import random
from multiprocessing import Pool
order = list(range(5))
random.shuffle(order)


def get(i): return order[i]


with Pool(2) as p:
    print(p.map(get, range(5)) == order)
