import numpy as np
from multiprocessing import Pool

np.random.seed(3)
A = np.random.rand(3, 3)
b = np.arange(3)


def row(i):
    return round(float(A[i] @ b), 4)


with Pool(2) as pool:
    print(pool.map(row, range(3)))
print(round(float(np.random.rand()), 4))
