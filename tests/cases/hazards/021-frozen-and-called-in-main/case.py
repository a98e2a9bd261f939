from concurrent.futures import ProcessPoolExecutor


def work(number):
    return number * number


def main():
    with ProcessPoolExecutor(2) as executor:
        print(list(executor.map(work, [1, 2, 3])))


if __name__ == "__main__":
    main()
