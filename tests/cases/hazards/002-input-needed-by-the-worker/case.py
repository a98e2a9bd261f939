from multiprocessing import Pool

factor = int(input())


def scale(number):
    return number * factor


if __name__ == "__main__":
    with Pool(2) as pool:
        print(pool.map(scale, [1, 2, 3]))
