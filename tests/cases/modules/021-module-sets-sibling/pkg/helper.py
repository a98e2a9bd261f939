from . import config


def scale(number):
    return number * config.FACTOR
