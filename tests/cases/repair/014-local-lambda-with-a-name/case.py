from multiprocessing import Process


def run(base):
    total = base + 1
    show = lambda extra: print(total + extra, flush=True)  # the sum
    p = Process(target=show, args=(5,))
    p.start()
    p.join()


run(1)
