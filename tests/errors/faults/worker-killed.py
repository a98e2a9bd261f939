# from: 3.7
import os
from concurrent.futures import ProcessPoolExecutor


def work(n):
    os._exit(1)


if __name__ == "__main__":
    with ProcessPoolExecutor(1) as executor:
        print(list(executor.map(work, [1, 2])))
