import numpy as np
from multiprocessing import Process, shared_memory

shm = shared_memory.SharedMemory(create=True, size=32)
arr = np.ndarray((4,), dtype="f8", buffer=shm.buf)
arr[:] = 0


def fill(i):
    arr[i] = i * 2


ps = [Process(target=fill, args=(i,)) for i in range(4)]
for p in ps: p.start()
for p in ps: p.join()
print(arr.tolist())
del arr
shm.close()
shm.unlink()
