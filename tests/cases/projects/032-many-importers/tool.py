from multiprocessing import Pool


def sq(n):
    return n * n


with Pool(2) as pool:
    TOTAL = sum(pool.map(sq, [1, 2, 3]))
print("total", TOTAL, flush=True)
