# from: 3.7
from concurrent.futures import ProcessPoolExecutor


def work(n):
    return n


with ProcessPoolExecutor(1) as executor:
    print(list(executor.map(work, [1, 2])))
