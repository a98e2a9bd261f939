import multiprocessing as mp


def plus_one(n):
    return n + 1


def main():
    mp.set_start_method("spawn")
    print("method", mp.get_start_method())
    with mp.Pool(2) as pool:
        print(pool.map(plus_one, [1, 2]))


if __name__ == "__main__":
    main()
