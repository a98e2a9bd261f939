from multiprocessing import Pool

with Pool(1) as pool:
    try:
        print(pool.map(lambda number: number, [1]))
    except Exception:
        print("no lambdas")
