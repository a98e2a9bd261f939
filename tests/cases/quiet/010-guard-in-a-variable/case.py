from multiprocessing import Pool

IS_SCRIPT = __name__ == "__main__"


def flip(b):
    return not b


if IS_SCRIPT:
    with Pool(2) as pool:
        print(pool.map(flip, [True, False]))
