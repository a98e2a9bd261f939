import sys
import traceback
from multiprocessing import Pool


def half(n):
    return 10 // n


with Pool(1) as pool:
    result = pool.map(half, [1, 2])
try:
    result[5]
except IndexError:
    print("failed in", traceback.extract_tb(sys.exc_info()[2])[-1].name)
