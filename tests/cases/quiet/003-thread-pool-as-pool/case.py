import multiprocessing
from multiprocessing.pool import ThreadPool as Pool

pool = Pool(multiprocessing.cpu_count())
print(pool.map(str, [1, 2, 3]))
pool.close()
pool.join()
