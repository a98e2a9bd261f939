from multiprocessing import Pool


def half(n):
    return n // 2


if __name__ == "__main__":
    pool = Pool(2)
    halves = pool.map(half, [8, 6])

    print("halves", halves)
    pool.terminate()
