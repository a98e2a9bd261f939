from multiprocessing import Pool

try:
    from .jobs import work
except ImportError:
    from jobs import work

with Pool(2) as pool:
    print(pool.map(work, [1, 2, 3]))
