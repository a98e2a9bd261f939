from multiprocessing import Process


def main(code):
    raise SystemExit(code)


print("before")
p = Process(target=main, args=(21,))
p.start()
p.join()
print(p.exitcode)
