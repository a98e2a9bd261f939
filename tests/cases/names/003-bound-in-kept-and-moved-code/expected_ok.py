from multiprocessing import Pool

step = 10


def advance(n):
    return n + step


def show():
    print("step is", step)


def main():
    global step
    with Pool(2) as pool:
        print(pool.map(advance, [1, 2]))
    for step in (20, 30):
        show()


if __name__ == "__main__":
    main()
