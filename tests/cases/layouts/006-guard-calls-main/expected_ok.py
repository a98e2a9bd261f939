from multiprocessing import Pool

LIMITS = [10, 100, 1000]


def digits(limit):
    return sum(len(str(n)) for n in range(limit))


def main():
    for limit, total in zip(LIMITS, totals):
        print(limit, total)
    return sum(totals)


if __name__ == '__main__':
    pool = Pool(processes=2)
    totals = pool.map(digits, LIMITS)
    pool.close()
    pool.join()

    grand = main()
    print("grand total", grand)
