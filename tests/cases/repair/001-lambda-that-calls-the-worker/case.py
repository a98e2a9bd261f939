from multiprocessing import Process


def show(first, second):
    print(first, second, flush=True)


for number in range(3):
    p = Process(target=lambda number=number: show(number, "two"))
    p.start()
    p.join()
