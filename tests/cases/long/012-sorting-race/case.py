#! /usr/bin/env python
"""Sorting race

Every algorithm sorts the same list in a process of its own.
"""
from multiprocessing import Pool
from time import perf_counter

SIZE = 120


def numbers(size, seed=1):
    """Numbers that look random but are always the same."""
    result = []
    for _ in range(size):
        seed = (seed * 1103515245 + 12345) % 2 ** 31
        result.append(seed // 65536 % 1000)
    return result


def bubble_sort(items):
    swaps = 0
    for end in range(len(items) - 1, 0, -1):
        for i in range(end):
            if items[i] > items[i + 1]:
                items[i], items[i + 1] = items[i + 1], items[i]
                swaps += 1
    return swaps


def insertion_sort(items):
    moves = 0
    for i in range(1, len(items)):
        item = items[i]
        j = i
        while j > 0 and items[j - 1] > item:
            items[j] = items[j - 1]
            j -= 1
            moves += 1
        items[j] = item
    return moves


data = numbers(SIZE)
print("The list:", *data[:8], "...", len(data), "numbers")


def quick_sort(items, low=0, high=None):
    if high is None:
        high = len(items) - 1
    if low >= high:
        return 0
    pivot = items[(low + high) // 2]
    i, j = low, high
    swaps = 0
    while i <= j:
        while items[i] < pivot: i += 1
        while items[j] > pivot: j -= 1
        if i <= j:
            items[i], items[j] = items[j], items[i]
            swaps += 1
            i += 1
            j -= 1
    return swaps + quick_sort(items, low, j) + quick_sort(items, i, high)


def built_in(items):
    items.sort()
    return None


ALGORITHMS = [bubble_sort, insertion_sort, quick_sort, built_in]


def race(entry):
    """Runs in a process: sort a copy, take the time."""
    lane, items = entry
    algorithm = ALGORITHMS[lane]
    copy = list(items)
    begin = perf_counter()
    work = algorithm(copy)
    return algorithm.__name__, perf_counter() - begin, work, copy


def table():
    print("%-16s %8s  %s" % ("algorithm", "work", "sorted"))
    for name, seconds, work, result in results:
        print("%-16s %8s  %s" % (name, "?" if work is None else work, result == wanted))


wanted = sorted(data)
print("Ready?")
pool = Pool(2)
try:
    results = pool.map(race, [(lane, data) for lane in range(len(ALGORITHMS))])
    # a second race with a sorted list
    easy = pool.map(race, [(lane, wanted) for lane in range(len(ALGORITHMS))])
finally:
    pool.close()
    pool.join()
print("Go!")
table()

print()
print("The same with a sorted list")
results = easy
table()

slowest = max(seconds for _, seconds, _, _ in results)
print("took some time:", slowest > 0)
if any(result != wanted for *_, result in results):
    raise SystemExit("not sorted")
del data, easy
