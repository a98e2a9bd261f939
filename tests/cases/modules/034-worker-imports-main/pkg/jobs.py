def work(number):
    from __main__ import LIMIT

    return number * LIMIT
