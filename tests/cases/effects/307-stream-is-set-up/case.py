from multiprocessing import Pool
import sys


def work(_):
    return sys.stdout.line_buffering


sys.stdout.reconfigure(line_buffering=True)
print("before")
with Pool(1) as pool:
    print(pool.map(work, [0]))
print("after")
