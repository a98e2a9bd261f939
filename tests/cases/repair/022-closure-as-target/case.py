from multiprocessing import Process


def run(base):
    def leave(extra):
        raise SystemExit(base + extra)

    p = Process(target=leave, args=(1,))
    p.start()
    p.join()
    return p.exitcode


print(run(30))
