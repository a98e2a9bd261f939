from multiprocessing import Pool


def work(n):
    try:
        return n + offset
    except NameError:
        return n


with Pool(2) as pool:
    print(pool.map(work, [1, 2]))
offset = 5
print(work(1))
