from multiprocessing import Process


def work():
    print("i is", i, flush=True)


for i in range(3):
    p = Process(target=work)
    p.start()
    p.join()
