import time
from multiprocessing import Pool


def nap(seconds):
    time.sleep(seconds)
    return seconds


start = time.perf_counter()
with Pool(2) as pool:
    naps = pool.map(nap, [0.01, 0.02])
elapsed = time.perf_counter() - start
print(naps, 0.02 <= elapsed < 60)
