from multiprocessing import Pool

SIZE = 4
seen = []


def work(n):
    return n * SIZE + len(seen)


if __name__ == "__main__":
    SIZE = 4
    with Pool(2) as pool:
        out = pool.map(work, [1, 2])
    seen.extend(out)
    print(seen)
