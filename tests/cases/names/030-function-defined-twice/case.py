from multiprocessing import Process


def work():
    raise SystemExit(1)


p = Process(target=work)
p.start()
p.join()
print(p.exitcode)


def work():
    raise SystemExit(2)


p = Process(target=work)
p.start()
p.join()
print(p.exitcode)
