from multiprocessing import Pool

import pandas as pd

print("start")
pd.set_option("mode.copy_on_write", True)


def total(number):
    return pd.Series([number]).sum()


with Pool(2) as pool:
    print(pool.map(total, [1, 2, 3]))
