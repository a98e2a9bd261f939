import multiprocessing as mp


def fill(shared):
    for n in range(3):
        shared.append(n * n)


def main():
    with mp.Manager() as m:
        squares = m.list()
        fill(squares)
        print(list(squares), flush=True)


if __name__ == "__main__":
    main()
