from multiprocessing import Pool


def flip(b):
    return not b


match __name__:
    case "__main__":
        with Pool(2) as pool:
            print(pool.map(flip, [True, True]))
