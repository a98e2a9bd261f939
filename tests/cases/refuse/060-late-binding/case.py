from multiprocessing import Process


def run():
    children = []
    for number in range(3):
        children.append(Process(target=lambda: print(number, flush=True)))
    for p in children:
        p.start()
        p.join()


run()
