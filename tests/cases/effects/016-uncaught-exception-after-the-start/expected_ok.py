from multiprocessing import Process


def leave(code):
    raise SystemExit(code)


def main():
    p = Process(target=leave, args=(3,))
    p.start()
    p.join()
    print("code", p.exitcode)
    assert p.exitcode == 0, "the child failed"
    print("not reached")


if __name__ == "__main__":
    main()
