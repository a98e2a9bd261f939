from multiprocessing import Pool


def square(n):
    return n * n


def top():
    return n


def main():
    global n
    n = 100
    x = "outer"
    with Pool(2) as pool:
        squares = pool.map(square, [n for n in range(3)])
    print({x: n for x, n in enumerate(squares)}, x, top())
    print([[x for x in range(n)] for n in squares[:2]], x, n)


if __name__ == "__main__":
    main()
