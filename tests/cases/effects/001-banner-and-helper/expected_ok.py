from multiprocessing import Process


def leave(code):
    raise SystemExit(code)


def rule(width=20):
    print("-" * width)


def main():
    print("parallel demo")
    rule()
    p = Process(target=leave, args=(4,))
    p.start()
    p.join()
    rule(10)
    print("code", p.exitcode)


if __name__ == "__main__":
    main()
