from multiprocessing import Pool

import fancylib

from helper import weigh

print("start")
fancylib.set_mode("fast")

with Pool(2) as pool:
    print(pool.map(weigh, [1, 2, 3]))
