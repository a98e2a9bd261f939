from multiprocessing import Pool


def square(n):
    return n * n


def calculate(text):
    return eval(text)


def main():
    global width, height
    with Pool(2) as pool:
        width, height = pool.map(square, (3, 4))
    print(calculate("width * height"), eval("width + height"))


if __name__ == "__main__":
    main()
