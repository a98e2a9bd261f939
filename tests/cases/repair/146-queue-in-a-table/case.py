from multiprocessing import Process, Queue
box = {"q": Queue(), "n": 3}


def work():
    box["q"].put(box["n"])


box["n"] = 4
p = Process(target=work); p.start(); print(box["q"].get()); p.join()
