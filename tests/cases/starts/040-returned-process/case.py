from multiprocessing import Process


def leave(code):
    raise SystemExit(code)


def started(p):
    p.start()
    return p


def make(code):
    return Process(target=leave, args=(code,))


p = started(make(7))
p.join()
print(p.exitcode)
make(0).start()
