from multiprocessing import Manager

manager = Manager()
shared = manager.dict()
