def work(number):
    from . import config

    return number * config.FACTOR
