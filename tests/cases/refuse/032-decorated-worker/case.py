from multiprocessing import Process


def leave(code):
    raise SystemExit(code)


def doubled(func):
    return lambda code: func(2 * code)


leave = doubled(leave)
p = Process(target=leave, args=(10,))
p.start()
p.join()
print(p.exitcode)
