from multiprocessing import Process

import shared


def work():
    with shared.count.get_lock():
        shared.count.value += 1


def run():
    ps = [Process(target=work) for _ in range(2)]
    for p in ps:
        p.start()
    for p in ps:
        p.join()
    return shared.count.value
