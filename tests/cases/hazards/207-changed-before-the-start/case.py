from multiprocessing import Process

LEVEL = 1


def leave():
    raise SystemExit(LEVEL)


if __name__ == "__main__":
    LEVEL = 4
    p = Process(target=leave)
    p.start()
    p.join()
    print("level", p.exitcode)
