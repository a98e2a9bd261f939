from concurrent.futures import ProcessPoolExecutor

from .jobs import work


class Thing:
    def __init__(self, number):
        self.number = number


if __name__ == "__main__":
    with ProcessPoolExecutor(2) as executor:
        print(list(executor.map(work, [Thing(1), Thing(2)])))
