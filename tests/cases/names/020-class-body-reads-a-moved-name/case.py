from multiprocessing import Pool


def square(n):
    return n * n


def build():
    return Report("squares")


with Pool(2) as pool:
    rows = pool.map(square, [1, 2])


class Report:
    count = len(rows)
    biggest = max(rows)

    def __init__(self, title):
        self.title = title

    def line(self):
        return self.title, self.count, self.biggest, rows


print(build().line())
