from multiprocessing import Process
i = 0


def work():
    print("i is", i, flush=True)


while i < 3:
    p = Process(target=work)
    p.start()
    p.join()
    i += 1
