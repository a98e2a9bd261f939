from multiprocessing import Pool


def square(n):
    return n * n


def course():
    return main[0]


with Pool(2) as pool:
    main = pool.map(square, [7, 8])
print(course(), main)
