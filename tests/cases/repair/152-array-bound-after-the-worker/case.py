import multiprocessing as mp


def fill(index):
    cells[index] = (index + 1) * 11


if mp.cpu_count():
    cells = mp.Array("i", 3)
ps = [mp.Process(target=fill, args=(i,)) for i in range(3)]
for p in ps:
    p.start()
for p in ps:
    p.join()
print(list(cells))
