from pathos.pools import ProcessPool

scale = 3


def scaled(n):
    return n * scale


pool = ProcessPool(nodes=2)
print(pool.map(scaled, range(4)))
pool.close()
pool.join()
