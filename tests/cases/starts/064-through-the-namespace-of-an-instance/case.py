import multiprocessing as mp


def leave(code):
    raise SystemExit(code)


def run(code):
    child = mp.Process(target=leave, args=(code,))
    child.start()
    child.join()
    return child.exitcode


class Steps:
    def __init__(self, **steps):
        self.__dict__.update(steps)


steps = Steps(first=run, second=lambda code: run(code + 1))
print(steps.first(3))
print(vars(steps)["second"](3))
