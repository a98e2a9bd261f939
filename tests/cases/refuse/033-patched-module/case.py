import string
import sys
from multiprocessing import Pool


def size(n):
    return n * len(string.digits)


print("was", len(string.digits))
string.digits = sys.argv[1]
print("is", len(string.digits))
with Pool(2) as pool:
    print(pool.map(size, [1, 3]))
