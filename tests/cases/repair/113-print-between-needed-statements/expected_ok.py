from multiprocessing import Pool

FIRST_SCALE = 2
SCALE = FIRST_SCALE + 3


def grow(n):
    return n * SCALE


def main():
    print("scale was", FIRST_SCALE)
    with Pool(2) as pool:
        print(pool.map(grow, [1, 2]))


if __name__ == "__main__":
    main()
