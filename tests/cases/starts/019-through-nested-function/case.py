from multiprocessing import Process


def leave():
    raise SystemExit(9)


def outer():
    def inner():
        p = Process(target=leave)
        p.start()
        p.join()
        return p.exitcode

    return inner()


print("inner said", outer())
