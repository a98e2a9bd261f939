from multiprocessing import Process

level = 0


def show():
    print("level", level, flush=True)


def work(n):
    global level
    level = n
    child = Process(target=show)
    child.start()
    child.join()


worker = Process(target=work, args=(3,))
worker.start()
worker.join()
