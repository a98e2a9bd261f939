from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Value

hits = Value("i", 0)
factor = 1


def setup(by):
    global factor
    factor = by


def hit(n):
    with hits.get_lock():
        hits.value += n * factor
    return n


def main():
    with ProcessPoolExecutor(2, initializer=setup, initargs=(10,)) as executor:
        print(sorted(executor.map(hit, [1, 2, 3])))
    print(hits.value)


if __name__ == "__main__":
    main()
