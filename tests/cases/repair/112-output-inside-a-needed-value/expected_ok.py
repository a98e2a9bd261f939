from multiprocessing import Process


def load():
    print("loading")
    return {"a": 1, "b": 2}


def leave(table, key):
    raise SystemExit(table[key])


def main():
    TABLE = load()
    p = Process(target=leave, args=(TABLE, "b"))
    p.start()
    p.join()
    print("code", p.exitcode)


if __name__ == "__main__":
    main()
