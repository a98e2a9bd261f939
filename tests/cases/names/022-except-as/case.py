from multiprocessing import Pool


def invert(n):
    return 1 / n


def known():
    return "problem" in globals()


with Pool(2) as pool:
    try:
        print(pool.map(invert, [2, 0]))
    except ZeroDivisionError as problem:
        print(problem, known())
print(known())
