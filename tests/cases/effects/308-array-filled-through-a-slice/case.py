from multiprocessing import Pool
import numpy as np
a = np.zeros(3)


def work(_):
    return a.tolist()


print("before")
a.fill(2)
np.copyto(a[:1], 7)
with Pool(1) as pool:
    print(pool.map(work, [0]))
print("after")
