from multiprocessing import Pool


def square(n):
    return n * n


with Pool(2) as pool:
    list = list(pool.imap(square, [3, 1, 2]))
max = max(list)
print(list, max)
