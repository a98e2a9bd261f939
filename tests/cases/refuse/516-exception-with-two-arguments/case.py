from multiprocessing import Process


class Failed(Exception):
    def __init__(self, code, reason):
        super().__init__(reason)
        self.code = code


def work(error):
    print(error.code, flush=True)


p = Process(target=work, args=(Failed(3, "full"),))
p.start()
p.join()
