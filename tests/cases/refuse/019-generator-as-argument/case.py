from multiprocessing import Process


def leave(numbers):
    raise SystemExit(sum(numbers))


p = Process(target=leave, args=((n * n for n in range(4)),))
p.start()
p.join()
print(p.exitcode)
