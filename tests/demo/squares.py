from multiprocessing import Pool

print("squares")
SIZE = 4


def work(x):
    return x * SIZE


numbers = list(range(SIZE))
with Pool(2) as pool:
    out = pool.map(work, numbers)
print(sum(out))
