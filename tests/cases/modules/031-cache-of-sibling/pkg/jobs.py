KNOWN = {}


def work(number):
    if number not in KNOWN:
        KNOWN[number] = number * number
    return KNOWN[number]
