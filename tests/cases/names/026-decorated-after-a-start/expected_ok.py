from multiprocessing import Pool


def square(n):
    return n * n


def tagged(tags):
    def wrap(func):
        func.tags = tags
        return func
    return wrap


def main():
    with Pool(2) as pool:
        found = pool.map(square, [6])

    @tagged(found)
    def speak():
        return "tags %s" % speak.tags

    print(speak())


if __name__ == "__main__":
    main()
