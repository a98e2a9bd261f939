import math
from multiprocessing import Pool

POOL = Pool(2)


def check_square():
    assert POOL.map(math.sqrt, [4]) == [2]


check_square()
