from multiprocessing import Process


def leave(code):
    raise SystemExit(code)


names = ["red", "blue"]
pair = [Process(target=leave, args=(len(n),)) for n in names]
for name, p in zip(names, pair):
    p.name = name
    p.start()
for i, p in enumerate(pair):
    p.join()
    print(i, p.name, p.exitcode)
