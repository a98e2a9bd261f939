from multiprocessing import Pool


def square(n):
    return n * n


def set_weights(values):
    global weights
    weights = values


def weighted(i):
    return weights[i] * 10


def main():
    with Pool(2) as pool:
        weights = pool.map(square, [1, 2, 3])
    with Pool(2, set_weights, (weights,)) as pool:
        print(pool.map(weighted, [2, 0]))


if __name__ == "__main__":
    main()
