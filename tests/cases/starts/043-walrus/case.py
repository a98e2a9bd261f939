from multiprocessing import Process


def leave(code):
    raise SystemExit(code)


(p := Process(target=leave, args=(2,))).start()
p.join()
if (q := Process(target=leave, args=(p.exitcode + 1,))) is not None:
    q.start()
    q.join()
print(p.exitcode, q.exitcode)
