import logging
from multiprocessing import Pool

print("start")
logging.getLogger("app").propagate = False
logging.root.setLevel(12)
logging.captureWarnings(True)


def look(number):
    import warnings

    return logging.getLogger("app").propagate, logging.root.level, warnings.showwarning.__module__


with Pool(1) as pool:
    print(pool.map(look, [1]))
