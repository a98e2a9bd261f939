from concurrent.futures import ProcessPoolExecutor as Executor


def halve(n):
    return n / 2


def main():
    with Executor(2) as ex:
        halves = list(ex.map(halve, [1, 2, 3]))
    print(halves)


if __name__ == "__main__":
    main()
