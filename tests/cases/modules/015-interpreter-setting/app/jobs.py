import sys


def work(number):
    return number, sys.getrecursionlimit()
