import multiprocessing


def leave(code):
    raise SystemExit(code)


ctx = multiprocessing.get_context("spawn")
P = ctx.Process
p = P(target=leave, args=(4,))
p.start()
p.join()
print("left with", p.exitcode)
