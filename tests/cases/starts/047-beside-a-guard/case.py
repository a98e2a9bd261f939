from multiprocessing import Pool


def half(n):
    return n // 2


pool = Pool(2)
halves = pool.map(half, [8, 6])

if __name__ == "__main__":
    print("halves", halves)
    pool.terminate()
