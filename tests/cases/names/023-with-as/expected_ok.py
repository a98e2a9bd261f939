from multiprocessing import Pool


def square(n):
    return n * n


def squares(numbers):
    return workers.map(square, numbers)


def main():
    global workers
    with Pool(2) as workers, open("list.txt", "w") as out:
        out.write(repr(squares([4, 5])))
    print(open("list.txt").read())


if __name__ == "__main__":
    main()
