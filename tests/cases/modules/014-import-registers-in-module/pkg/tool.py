from multiprocessing import Pool

from . import plugins
from .jobs import work

if __name__ == "__main__":
    print(plugins.double(1))
    with Pool(2) as pool:
        print(pool.map(work, ["double"]))
