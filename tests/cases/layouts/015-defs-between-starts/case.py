from multiprocessing import Pool

print("1. plain map")


def plus_one(n):
    return n + 1


with Pool(2) as pool:
    ones = pool.map(plus_one, [0, 1, 2])
print(ones)

print("2. starmap")
STEP = 10


def scaled(a, b, step=STEP):
    return (a - b) * step


pairs = list(zip(ones, reversed(ones)))
with Pool(2) as pool:
    print(pool.starmap(scaled, pairs))

print("3. one at a time")


class Label:
    """How a result is shown."""

    def __init__(self, text):
        self.text = text

    def __str__(self):
        return "<" + self.text + ">"


def label(n):
    return Label("n=%d" % n)


with Pool(2) as pool:
    for item in pool.imap(label, ones):
        print(item)
