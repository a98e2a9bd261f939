from multiprocessing import Process


def leave(code):
    raise SystemExit(code)


def run_one(code):
    p = Process(target=leave, args=(code,))
    p.start()
    p.join()
    return p.exitcode


codes = list(map(run_one, [3, 1, 2]))
print(codes, sum(codes))
