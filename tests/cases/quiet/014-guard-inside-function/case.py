from multiprocessing import Pool


def flip(b):
    return not b


def main():
    if __name__ != "__main__":
        return
    with Pool(1) as pool:
        print(pool.map(flip, [True]))


main()
