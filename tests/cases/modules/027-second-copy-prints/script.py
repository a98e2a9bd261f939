from multiprocessing import Pool

import helper

SIZE = 4
print("setting up", __name__ == "script")


def work(number):
    return number * SIZE


if __name__ != "script":
    print(helper.scale(3))
    with Pool(2) as pool:
        print(pool.map(work, [1, 2]))
