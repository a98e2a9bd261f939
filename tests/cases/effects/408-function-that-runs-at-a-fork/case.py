import os
from multiprocessing import Pool

SEEN = []


def note():
    SEEN.append("forked")


os.register_at_fork(after_in_child=note)


def look(number):
    return SEEN


with Pool(1) as pool:
    print(pool.map(look, [1]))
