RESULTS = []


def work(number):
    return number + 1


def report():
    print(RESULTS)
