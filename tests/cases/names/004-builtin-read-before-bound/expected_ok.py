from multiprocessing import Pool


def square(n):
    return n * n


def main():
    global list, max
    with Pool(2) as pool:
        list = list(pool.imap(square, [3, 1, 2]))
    max = max(list)
    print(list, max)


if __name__ == "__main__":
    main()
