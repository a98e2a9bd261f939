from multiprocessing import Pool


def work(number):
    return number * number


def main():
    with Pool(2) as pool:
        print(pool.map(work, [1, 2, 3]))
