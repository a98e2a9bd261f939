import math
import operator
from multiprocessing import Pool, Process


def main():
    child = Process(target=print, args=("six by seven",), kwargs={"end": "?\n"})
    child.start()
    child.join()
    with Pool(2) as pool:
        print(pool.starmap(operator.mul, [(6, 7), (7, 6)]))
        print(pool.map(math.factorial, range(6)))


if __name__ == "__main__":
    main()
