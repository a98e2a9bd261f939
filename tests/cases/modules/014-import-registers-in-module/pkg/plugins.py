from .jobs import handler


@handler
def double(number):
    return number * 2
