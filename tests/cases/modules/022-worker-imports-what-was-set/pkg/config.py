FACTOR = 1


def load():
    global FACTOR
    FACTOR = 5
    print("loaded")
