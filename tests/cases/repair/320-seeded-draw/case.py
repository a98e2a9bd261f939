import random
from multiprocessing import Pool
random.seed(7)
DATA = [random.random() for _ in range(5)]
def w(i):
    return DATA[i]
if __name__ == "__main__":
    with Pool(2) as p:
        print(p.map(w, range(5)) == DATA)
