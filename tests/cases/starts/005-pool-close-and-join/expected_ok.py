from multiprocessing import Pool


def digits(n):
    return sum(int(c) for c in str(n))


def main():
    pool = Pool(2)
    pending = []
    for n in (19, 280, 4444):
        pending.append(pool.apply_async(digits, (n,)))
    pool.close()
    pool.join()
    # all done by now
    for result in pending:
        print(result.get())


if __name__ == "__main__":
    main()
