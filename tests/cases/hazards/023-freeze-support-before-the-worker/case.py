from multiprocessing import Pool, freeze_support

freeze_support()


def work(number):
    return number * number


if __name__ == "__main__":
    with Pool(2) as pool:
        print(pool.map(work, [1, 2, 3]))
