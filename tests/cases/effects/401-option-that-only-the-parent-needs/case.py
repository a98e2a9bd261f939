from multiprocessing import Pool

import pandas as pd

frame = pd.DataFrame({"a": [1, 2, 3]})
print(frame.head())
pd.set_option("display.max_rows", 7)


def double(number):
    return pd.Series([number]).sum() * 2


with Pool(2) as pool:
    print(pool.map(double, [1, 2, 3]))
