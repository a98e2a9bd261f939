import multiprocessing as mp


def cube(n):
    return n ** 3


if __name__ == "__main__":
    mp.set_start_method("spawn")
    print("method:", mp.get_start_method())

with mp.Pool(2) as pool:
    print(pool.map(cube, range(4)))
