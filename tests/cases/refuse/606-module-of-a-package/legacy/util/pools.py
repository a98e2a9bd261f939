from multiprocessing import Pool

pool = Pool(2)
print("pool is there")
