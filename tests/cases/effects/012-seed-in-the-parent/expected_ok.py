import random
from multiprocessing import Pool


def rank(numbers):
    return sorted(range(len(numbers)), key=numbers.__getitem__)


def main():
    random.seed(1234)
    rows = [[random.random() for _ in range(4)] for _ in range(3)]
    with Pool(2) as pool:
        ranks = pool.map(rank, rows)
    print(ranks == [rank(r) for r in rows])
    random.seed(1234)
    print(random.random() == rows[0][0])


if __name__ == "__main__":
    main()
