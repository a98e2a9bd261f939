from multiprocessing import Pool, Value

total = Value("i", 0)


def add(n):
    with total.get_lock():
        total.value += n


if __name__ == "__main__":
    with Pool(2) as pool:
        pool.map(add, range(10))
    print("total", total.value)
