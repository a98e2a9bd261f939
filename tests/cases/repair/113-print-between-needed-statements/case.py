from multiprocessing import Pool

SCALE = 2
print("scale was", SCALE)
SCALE = SCALE + 3


def grow(n):
    return n * SCALE


with Pool(2) as pool:
    print(pool.map(grow, [1, 2]))
