from multiprocessing import Process


def leave():
    raise SystemExit(9)


def outer():
    def inner():
        p = Process(target=leave)
        p.start()
        p.join()
        return p.exitcode

    return inner()


def main():
    print("inner said", outer())


if __name__ == "__main__":
    main()
