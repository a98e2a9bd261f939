from multiprocessing import Pool


def sq(n):
    return n * n


with Pool(2) as pool:
    TOTAL = sum(pool.map(sq, [1, 2, 3]))
if __name__ == "__main__":
    print("total", TOTAL, flush=True)
