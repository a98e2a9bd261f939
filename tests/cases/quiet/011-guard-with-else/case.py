from multiprocessing import Pool


def flip(b):
    return not b


if __name__ != "__main__":
    pass
else:
    with Pool(2) as pool:
        print(pool.map(flip, [False]))
