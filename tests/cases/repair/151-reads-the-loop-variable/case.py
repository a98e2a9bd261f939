from multiprocessing import Process


def leave():
    raise SystemExit(code)


for code in (3, 4):
    p = Process(target=leave)
    p.start()
    p.join()
    print(p.exitcode)
