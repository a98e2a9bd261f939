from multiprocessing import Process


def plain_leave(code):
    raise SystemExit(code)


def leave(code):
    plain_leave(2 * code)


def main():
    p = Process(target=leave, args=(10,))
    p.start()
    p.join()
    print(p.exitcode)


if __name__ == "__main__":
    main()
