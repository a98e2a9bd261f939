from multiprocessing import Pool


def report(results):
    print(*results, flush=True)


with Pool(2) as pool:
    report(pool.map(abs, [-1, 2]))
