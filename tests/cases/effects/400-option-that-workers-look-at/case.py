from multiprocessing import Pool

import pandas as pd

print("start")
pd.set_option("display.max_rows", 7)


def rows(number):
    return number * pd.get_option("display.max_rows")


with Pool(2) as pool:
    print(pool.map(rows, [1, 2, 3]))
