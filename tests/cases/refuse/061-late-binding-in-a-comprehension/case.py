from multiprocessing import Process


def run():
    children = [Process(target=lambda: print(number, flush=True)) for number in range(3)]
    for p in children:
        p.start()
        p.join()


run()
