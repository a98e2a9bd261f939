from multiprocessing import Pool
import sys


def work(_):
    return sys.stdout.line_buffering


print("before")
sys.stdout.reconfigure(line_buffering=True)
with Pool(1) as pool:
    print(pool.map(work, [0]))
print("after")
