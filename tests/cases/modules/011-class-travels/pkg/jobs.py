def work(thing):
    return thing.number * 2
