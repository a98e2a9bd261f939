from multiprocessing import Process


def show(name, count):
    print(name, count, flush=True)


def run(names):
    codes = []
    for name in names:
        p = Process(target=lambda: show(name.upper(), len(names)), name="shower")
        codes.append(p)
        p.start()
        p.join()
    print([p.exitcode for p in codes])


run(["ant", "bee"])
