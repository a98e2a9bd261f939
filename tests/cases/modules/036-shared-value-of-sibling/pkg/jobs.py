from multiprocessing import Value

COUNT = Value("i", 0)


def work(number):
    with COUNT.get_lock():
        COUNT.value += number
