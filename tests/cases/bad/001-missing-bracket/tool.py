from multiprocessing import Pool


def f(x):
    return x


with Pool(2) as pool:
    print(pool.map(f, [1, 2])
print("never closed"
