import fancylib


def weigh(number):
    return fancylib.weigh(number)
