import multiprocessing


def work(number):
    return number * number


if __name__ == "__main__":
    with multiprocessing.Pool(2) as pool:
        print(pool.map(work, [1, 2, 3]))
