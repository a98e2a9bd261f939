from multiprocessing import Process

WHO = __name__


def show():
    print("child of", WHO, flush=True)


p = Process(target=show)
p.start()
p.join()
