from multiprocessing import Pool


def scale(n):
    return n * scale.factor


scale.factor = 1

if __name__ == "__main__":
    scale.factor = 10
    with Pool(1) as pool:
        print(pool.map(scale, [1, 2]))
