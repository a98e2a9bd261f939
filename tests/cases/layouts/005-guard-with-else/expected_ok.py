from multiprocessing import Pool


def square(n):
    return n * n


def report():
    return "%s: %s" % (role, squares)


if __name__ == "__main__":
    role = "script"

    pool = Pool(2)
    squares = pool.map(square, range(5))
    pool.close()
    pool.join()
    print(report())
# what an import sees
else:
    role = "library"
