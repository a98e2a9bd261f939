from multiprocessing.pool import ThreadPool

name = input()


def work(number):
    return number + 1


if __name__ == "__main__":
    with ThreadPool(2) as pool:
        print(name, pool.map(work, [1, 2]))
