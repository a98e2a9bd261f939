import multiprocessing

from crew import Crew


class Night(Crew):
    pass


def square(number):
    return number * number


def count():
    with multiprocessing.Pool(2) as pool:
        print(sum(pool.map(square, range(5))))


if __name__ == "__main__":
    night = Night()
    night.jobs.append(count)
    night.run()
