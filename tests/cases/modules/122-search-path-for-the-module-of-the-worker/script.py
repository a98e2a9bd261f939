import os
import sys
from multiprocessing import Pool

print("starts")
here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, "plugins"))
from jobs import work

with Pool(2) as pool:
    print(pool.map(work, [1, 2]))
