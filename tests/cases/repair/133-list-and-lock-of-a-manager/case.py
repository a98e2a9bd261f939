import multiprocessing as mp
m = mp.Manager()
out = m.list()
lock = m.Lock()


def work(n):
    with lock:
        out.append(n)


ps = []
for i in range(3):
    p = mp.Process(target=work, args=(i,))
    p.start()
    ps.append(p)
for p in ps: p.join()
print(sorted(out))
