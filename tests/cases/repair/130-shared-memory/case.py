from multiprocessing import Process, shared_memory
shm = shared_memory.SharedMemory(create=True, size=10)


def fill(n):
    shm.buf[n] = n + 1


ps = [Process(target=fill, args=(i,)) for i in range(3)]
for p in ps: p.start()
for p in ps: p.join()
print(bytes(shm.buf[:4]))
shm.close()
shm.unlink()
