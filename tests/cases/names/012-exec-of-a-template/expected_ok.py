from multiprocessing import Pool

TEMPLATE = "{name} = {value!r}"


def square(n):
    return n * n


if __name__ == "__main__":
    with Pool(2) as pool:
        for name, value in zip("ab", pool.map(square, [5, 6])):
            exec(TEMPLATE.format(name=name, value=value))
    print(a, b)
