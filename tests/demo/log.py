from multiprocessing import Pool

log = open("squares.log", "w")


def work(n):
    log.write(f"working on {n}\n")
    return n * n


with Pool(2) as pool:
    print(pool.map(work, [1, 2, 3]))
