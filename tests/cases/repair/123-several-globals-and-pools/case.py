from multiprocessing import Array, Barrier, Pool, Queue

letters = Array("c", b"....")
slots = Queue()
together = Barrier(2)


def put(n):
    letters[n] = b"abcd"[n : n + 1]
    together.wait(10)
    return n


def take(n):
    return slots.get(timeout=5) * n


with Pool(2) as pool:
    print(pool.map(put, [0, 1], chunksize=1))
print(letters.value)
for n in (10, 20):
    slots.put(n)
with Pool(1) as pool:
    print(pool.map(take, [1, 2]))
