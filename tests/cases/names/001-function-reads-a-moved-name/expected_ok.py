from multiprocessing import Pool


def square(n):
    return n * n


def report():
    return "total %d of %d" % (sum(totals), len(totals))


def main():
    global totals
    with Pool(2) as pool:
        totals = pool.map(square, [1, 2, 3])
    print(report())


if __name__ == "__main__":
    main()
