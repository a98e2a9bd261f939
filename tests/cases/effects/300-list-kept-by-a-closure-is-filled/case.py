from multiprocessing import Pool


def registry():
    items = ["base"]

    def add(x):
        items.append(x)

    def count():
        return len(items), items[-1]
    return add, count


add, count = registry()
add("two")


def work(x):
    return x, count()


with Pool(1) as p:
    print(p.map(work, [0]))
