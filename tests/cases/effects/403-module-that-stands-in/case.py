import sys
import types
from multiprocessing import Pool

print("start")
shim = types.ModuleType("fastmath")
sys.modules["fastmath"] = shim
shim.FACTOR = 5


def scaled(number):
    import fastmath

    return number * fastmath.FACTOR


with Pool(2) as pool:
    print(pool.map(scaled, [1, 2, 3]))
