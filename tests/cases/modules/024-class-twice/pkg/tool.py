from multiprocessing import Pool

from .store import is_item


class Item:
    pass


def work(number):
    return number, type(Item()).__module__ != "pkg.tool"


if __name__ in ("__main__", "__mp_main__"):
    with Pool(2) as pool:
        print(pool.map(work, [1, 2, 3]))
    print(is_item(Item()))
