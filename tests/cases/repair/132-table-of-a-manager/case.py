from multiprocessing import Manager, Pool


def work(n):
    table[n] = n * n
    return n


with Manager() as m:
    table = m.dict()
    with Pool(2) as p:
        p.map(work, range(4))
    print(sorted(table.items()))
