from multiprocessing import Pool


def predecessor(n):
    return n - 1


pool = Pool(2)
print(pool.map(predecessor, [1, 10, 100]))
pool.terminate()
pool.join()
  # that was it