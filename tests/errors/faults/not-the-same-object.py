# from: 3.4
import functools
from multiprocessing import Process


def traced(function):
    def wrapper():
        return function()
    wrapper.__name__ = wrapper.__qualname__ = function.__name__
    return wrapper


def work():
    pass


plain = work
work = traced(work)

if __name__ == "__main__":
    process = Process(target=plain)
    process.start()
    process.join()
