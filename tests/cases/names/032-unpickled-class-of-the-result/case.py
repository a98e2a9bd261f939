from multiprocessing import Pool


def make(n):
    return Point(n, n * n)


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __repr__(self):
        return "Point(%d, %d)" % (self.x, self.y)


with Pool(2) as pool:
    print(pool.map(make, [1, 2]))
