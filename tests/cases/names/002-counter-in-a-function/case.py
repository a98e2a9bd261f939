from multiprocessing import Process


def leave(code):
    raise SystemExit(code)


def run(code):
    global count
    p = Process(target=leave, args=(code,))
    p.start()
    p.join()
    count += p.exitcode


count = 0
run(2)
run(5)
print("count", count)
