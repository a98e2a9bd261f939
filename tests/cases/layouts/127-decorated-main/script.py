from multiprocessing import Pool


def timer(function):
    print("timing", function.__name__)
    return function


def work(n):
    return n * 2


@timer
def main():
    with Pool(2) as pool:
        print(pool.map(work, [1, 2]))


main()
