from multiprocessing import Pool


def lines(source):
    with Pool(2) as pool:
        for line in pool.imap(str.strip, source):
            yield line


later = lines([" a ", " b"])
print(type(later).__name__)
later.close()
