"""Counts.

>>> count("a")
1
"""
import doctest
from multiprocessing import Manager

counts = Manager().dict()


def count(word):
    counts[word] = counts.get(word, 0) + 1
    return counts[word]


if __name__ == "__main__":
    doctest.testmod()
