from multiprocessing import Process


class Store:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("closed", self.name, flush=True)


store = Store("main")


def work():
    print("in", store.name, flush=True)


p = Process(target=work)
p.start()
p.join()
print("end")
