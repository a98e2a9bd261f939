import multiprocessing

JOBS = []
TABLE = {}
LATER = []


def square(number):
    return number * number


def count():
    with multiprocessing.Pool(2) as pool:
        print(sum(pool.map(square, range(5))))


if __name__ == "__main__":
    JOBS[:] = [count]
    TABLE |= {"later": count}
    list.append(LATER, count)
    for job in JOBS + list(TABLE.values()) + LATER:
        job()
