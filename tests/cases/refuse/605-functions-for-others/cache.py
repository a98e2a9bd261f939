from multiprocessing import Manager

manager = Manager()
shared = manager.dict()


def get(key):
    return shared.get(key)


def put(key, value):
    shared[key] = value
