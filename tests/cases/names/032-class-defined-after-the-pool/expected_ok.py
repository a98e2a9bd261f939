from concurrent.futures import ProcessPoolExecutor


def double(thing):
    return thing * 2


class Text(str):
    pass


def main():
    ex = ProcessPoolExecutor(1)
    print(ex.submit(double, 4).result())

    print(ex.submit(double, Text("ab")).result())
    ex.shutdown()


if __name__ == "__main__":
    main()
