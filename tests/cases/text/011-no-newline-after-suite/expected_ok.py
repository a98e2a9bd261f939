from multiprocessing import Pool


def successor(n):
    return n + 1


def main():
    for size in (1, 2):
        with Pool(size) as pool:
            print(size, pool.map(successor, [size, 10]))
    else:
        print("no more")


if __name__ == "__main__":
    main()
