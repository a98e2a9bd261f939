import traceback
from multiprocessing import Pool


class Failed(Exception):
    pass


def work(n):
    try:
        raise Failed(n)
    except Failed:
        return traceback.format_exc().splitlines()[-1]


with Pool(1) as pool:
    print(pool.map(work, [1, 2]))
