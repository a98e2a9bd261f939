from multiprocessing import Pool

import pandas as pd

frame = pd.DataFrame({"a": range(100)})
print(frame)
pd.set_option("display.max_rows", 7)


def double(number):
    return number * 2


with Pool(2) as pool:
    print(pool.map(double, [1, 2, 3]))
