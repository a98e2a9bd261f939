from multiprocessing import Pool
scale = 2


def work(n): return n * scale


with Pool(2) as p: print(p.map(work, range(3)))
scale = 3
with Pool(2) as p: print(p.map(work, range(3)))
