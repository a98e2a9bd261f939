from multiprocessing import Process


def leave(code):
    raise SystemExit(code)


a, b = Process(target=leave, args=(1,)), Process(target=leave, args=(2,))
first, *rest = [Process(target=leave, args=(c,)) for c in (3, 4, 5)]
a.start(); b.start()
first.start()
for p in rest:
    p.start()
for p in [a, b, first, *rest]:
    p.join()
print(a.exitcode, b.exitcode, first.exitcode, [p.exitcode for p in rest])
