from multiprocessing import Pool


def double(n):
    return 2 * n


def describe():
    return "chunk of %d starting with %d" % (len(chunk), chunk[0])


def main():
    global chunk
    left = list(range(5))
    with Pool(2) as pool:
        while chunk := left[:2]:
            del left[:2]
            print(describe(), pool.map(double, chunk))


if __name__ == "__main__":
    main()
