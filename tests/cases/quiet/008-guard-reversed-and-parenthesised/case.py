from multiprocessing import Process


def leave(code):
    raise SystemExit(code)


def run(code):
    p = Process(target=leave, args=(code,))
    p.start()
    p.join()
    print("code", p.exitcode, flush=True)


if '__main__' == __name__:
    run(1)
if (__name__ == "__main__"):
    run(2)
if (
    __name__
    == '__main__'
): run(3)
if not __name__ != "__main__":
    run(4)
