import multiprocessing

factor = 7


def times(number):
    return number * factor


if __name__ == "__main__":
    with multiprocessing.Pool(2) as pool:
        print(pool.map(times, range(4)))
