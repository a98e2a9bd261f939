from multiprocessing import Pool

formula = input()
exec("def work(n):\n    return %s\n" % formula)
with Pool(2) as pool:
    print(pool.map(work, [1, 2]))
