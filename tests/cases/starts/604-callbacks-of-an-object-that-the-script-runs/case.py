import atexit
from multiprocessing import Pool


class Commands:
    def __init__(self):
        self.known = []

    def command(self, function):
        self.known.append(function)
        return function

    def run(self):
        for function in self.known:
            function()


commands = Commands()
pool = Pool(2)


@commands.command
def first():
    print(pool.map(abs, [-1, 2]), flush=True)


@atexit.register
def last():
    print("closed", pool is not None, flush=True)


commands.run()
pool.close()
pool.join()
