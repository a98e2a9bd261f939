from multiprocessing import Pool

if __name__ == "__main__":
    pool = Pool(1)
    try:
        print(pool.map(lambda n: n, [1, 2]))
    finally:
        pool.terminate()
