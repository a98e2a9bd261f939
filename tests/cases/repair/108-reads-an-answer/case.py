from multiprocessing import Pool

factor = int(input("factor: "))


def scale(n):
    return n * factor


with Pool(2) as pool:
    print(pool.map(scale, [1, 2]))
