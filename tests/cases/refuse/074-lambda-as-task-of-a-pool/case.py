import multiprocessing

factor = 7
with multiprocessing.Pool(2) as pool:
    print(pool.map(lambda number: number * factor, range(4)))
