from multiprocessing import Process


def leave(code):
    raise SystemExit(code)


def main():
    for code in (3, 4):
        p = Process(target=leave, args=(code,))
        p.start()
        p.join()
        print(p.exitcode)


if __name__ == "__main__":
    main()
