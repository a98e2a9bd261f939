from multiprocessing import Process


def load():
    print("loading")
    return {"a": 1, "b": 2}


TABLE = load()


def leave(key):
    raise SystemExit(TABLE[key])


p = Process(target=leave, args=("b",))
p.start()
p.join()
print("code", p.exitcode)
