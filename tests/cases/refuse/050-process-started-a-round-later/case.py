from multiprocessing import Process


def work():
    print("i is", i, flush=True)


p = None
for i in range(3):
    if p: 
        p.start(); p.join()
    p = Process(target=work)
