def triple(n):
    return 3 * n


def compute(numbers):
    import multiprocessing

    with multiprocessing.Pool(2) as pool:
        return pool.map(triple, numbers)


def main():
    print(compute([1, 2, 3]))


if __name__ == "__main__":
    main()
