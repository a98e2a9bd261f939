from multiprocessing import Process

level = 0


def leave():
    raise SystemExit(level)


def raise_level(amount):
    global level
    level += amount


def once():
    p = Process(target=leave)
    p.start()
    p.join()
    return p.exitcode


raise_level(2)
print(once())
raise_level(3)
print(once())
