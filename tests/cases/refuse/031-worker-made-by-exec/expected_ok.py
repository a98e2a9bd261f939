from functools import partial
from multiprocessing import Pool


def apply(formula, n):
    space = {}
    exec("def work(n):\n    return %s\n" % formula, space)
    return space["work"](n)


def main():
    formula = input()
    with Pool(2) as pool:
        print(pool.map(partial(apply, formula), [1, 2]))


if __name__ == "__main__":
    main()
