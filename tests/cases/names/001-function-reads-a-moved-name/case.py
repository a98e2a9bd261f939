from multiprocessing import Pool


def square(n):
    return n * n


def report():
    return "total %d of %d" % (sum(totals), len(totals))


with Pool(2) as pool:
    totals = pool.map(square, [1, 2, 3])
print(report())
