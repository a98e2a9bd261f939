from multiprocessing import Process


def leave(code):
    raise SystemExit(code)


def current():
    try:
        return i
    except NameError:
        return "gone"


for i in range(2):
    p = Process(target=leave, args=(i,))
    p.start()
    p.join()
    print(current(), p.exitcode)
del i
print(current())
