from multiprocessing import Pool

pool = Pool(2)
absolutes = lambda numbers: pool.map(abs, numbers)
