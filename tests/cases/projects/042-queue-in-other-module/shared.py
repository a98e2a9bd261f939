from multiprocessing import Queue

queue = Queue()
