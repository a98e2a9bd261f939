from multiprocessing import Process


def first(base):
    def work():
        print("first", base, flush=True)

    p = Process(target=work)
    p.start()
    p.join()


def second(base):
    def work(extra):
        print("second", base + extra, flush=True)

    p = Process(target=work, kwargs={"extra": 1})
    p.start()
    p.join()


first(1)
second(2)
