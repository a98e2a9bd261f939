from functools import wraps
from multiprocessing import Pool


def counted(f):
    n = 0

    @wraps(f)
    def wrapper(*a):
        nonlocal n
        n += 1
        wrapper.calls = n
        return f(*a)
    return wrapper


@counted
def report(x):
    print("report", x)


def work(x):
    return x + 1


report("a")
with Pool(2) as p:
    report(p.map(work, [1, 2]))
print(report.calls)
