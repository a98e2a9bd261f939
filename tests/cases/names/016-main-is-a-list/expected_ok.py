from multiprocessing import Pool


def square(n):
    return n * n


def course():
    return main[0]


def run():
    global main
    with Pool(2) as pool:
        main = pool.map(square, [7, 8])
    print(course(), main)


if __name__ == "__main__":
    run()
