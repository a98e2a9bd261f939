from multiprocessing import Process


def run(code):
    def leave():
        raise SystemExit(code)

    p = Process(target=leave)
    p.start()
    p.join()
    print(p.exitcode)


if __name__ == "__main__":
    run(6)
