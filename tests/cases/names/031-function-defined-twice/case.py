from multiprocessing import Process


def work():
    raise SystemExit(3)


p = Process(target=work)
p.start()
p.join()
print(p.exitcode)


def work():
    raise SystemExit(4)


p = Process(target=work)
p.start()
p.join()
print(p.exitcode)
