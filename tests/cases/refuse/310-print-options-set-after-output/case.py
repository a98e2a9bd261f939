import numpy as np
from multiprocessing import Pool

a = np.array([1.23456, 2.34567])
print(a)
np.set_printoptions(precision=2)


def work(x):
    print(np.array([x / 7]), flush=True)
    return x


with Pool(1) as p:
    p.map(work, [1])
print(a)
