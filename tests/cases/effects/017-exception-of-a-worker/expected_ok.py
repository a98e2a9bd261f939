from multiprocessing import Pool


class TooBig(Exception):
    pass


def small(n):
    if n > 9:
        raise TooBig(n)
    return n


def main():
    with Pool(2) as pool:
        for n in (5, 50):
            try:
                print(pool.apply(small, (n,)))
            except TooBig as problem:
                print("too big:", problem)


if __name__ == "__main__":
    main()
