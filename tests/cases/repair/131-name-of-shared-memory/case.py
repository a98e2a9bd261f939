from multiprocessing import Process
from multiprocessing.shared_memory import SharedMemory
shm = SharedMemory(create=True, size=10)
name = shm.name


def fill(n):
    s = SharedMemory(name=name)
    s.buf[n] = n + 1
    s.close()


ps = [Process(target=fill, args=(i,)) for i in range(3)]
for p in ps: p.start()
for p in ps: p.join()
print(bytes(shm.buf[:4]))
shm.close()
shm.unlink()
