import b


def base():
    return [1, 2, 3]


def go():
    return b.run()
