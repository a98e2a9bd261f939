from concurrent.futures import ProcessPoolExecutor

from .jobs import work

LIMIT = 3

if __name__ == "__main__":
    with ProcessPoolExecutor(2) as executor:
        print(list(executor.map(work, [1, 2])))
