from multiprocessing import Process

level = 0


def leave(level):
    raise SystemExit(level)


def raise_level(amount):
    global level
    level += amount


def once():
    p = Process(target=leave, args=(level,))
    p.start()
    p.join()
    return p.exitcode


def main():
    raise_level(2)
    print(once())
    raise_level(3)
    print(once())


if __name__ == "__main__":
    main()
