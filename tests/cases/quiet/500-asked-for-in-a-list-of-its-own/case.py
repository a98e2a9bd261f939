from multiprocessing import Pool


def work(n):
    return n * n


modes = ["serial", "threads"]
if "parallel" in modes:
    with Pool(2) as pool:
        print(pool.map(work, [1, 2]))
else:
    print(list(map(work, [1, 2])))
