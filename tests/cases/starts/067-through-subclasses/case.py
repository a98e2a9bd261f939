import multiprocessing as mp


def leave(code):
    raise SystemExit(code)


class Plugin:
    def run(self):
        raise NotImplementedError


class Worker(Plugin):
    def run(self):
        child = mp.Process(target=leave, args=(5,))
        child.start()
        child.join()
        print(child.exitcode)


for plugin in Plugin.__subclasses__():
    plugin().run()
