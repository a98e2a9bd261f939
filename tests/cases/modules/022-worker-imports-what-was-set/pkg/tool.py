from multiprocessing import Pool

from . import config
from .jobs import work

config.load()
with Pool(2) as pool:
    print(pool.map(work, [1, 2, 3]))
