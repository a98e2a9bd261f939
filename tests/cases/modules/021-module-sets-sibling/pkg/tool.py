from multiprocessing import Pool

from . import config
from .helper import scale

config.FACTOR = 5
TABLE = {number: scale(number) for number in range(4)}


class Item:
    def __init__(self, number):
        self.number = number


def work(item):
    return scale(TABLE[item.number])


print("start")
with Pool(2) as pool:
    print(pool.map(work, [Item(1), Item(2)]))
