from multiprocessing import Process


def leave(base, extra):
    raise SystemExit(base + extra)


def run(base):
    p = Process(target=leave, args=(base, 1))
    p.start()
    p.join()
    return p.exitcode


if __name__ == "__main__":
    print(run(30))
