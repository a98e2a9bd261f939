from multiprocessing import Lock, Pool

lock = Lock()
total = 0


def work(n):
    return n + 1


def report():
    with lock:
        print("total", total)


if __name__ == "__main__":
    with Pool(2) as pool:
        for n in pool.imap(work, range(3)):
            total += n
    report()
