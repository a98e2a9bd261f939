from multiprocessing import Pool


def work(n):
    return n * 2


pool = Pool(2)

if __name__ == "__main__":
    print(pool.map(work, [1, 2]))
    pool.close()
    pool.join()

# vim: set ts=4 sw=4:
