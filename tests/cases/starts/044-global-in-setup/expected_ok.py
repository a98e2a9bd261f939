from multiprocessing import Pool


def inc(n):
    return n + 1


def setup():
    global pool
    pool = Pool(2)


def work(numbers):
    return pool.map(inc, numbers)


def teardown():
    pool.close()
    pool.join()


def main():
    setup()
    print(work([1, 2]))
    teardown()


if __name__ == "__main__":
    main()
