# from: 3.4
from multiprocessing import Manager

manager = Manager()
shared = manager.dict()
