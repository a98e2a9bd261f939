import numpy as np
from multiprocessing import Array, Process

shared = Array("d", 4, lock=False)
view = np.frombuffer(shared)
flat = view.reshape(2, 2)


def fill(i):
    flat[i] = i + 1


ps = [Process(target=fill, args=(i,)) for i in range(2)]
for p in ps:
    p.start()
for p in ps:
    p.join()
print(view.tolist())
