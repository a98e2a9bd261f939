import multiprocessing as mp


def leave(code):
    raise SystemExit(code)


def main():
    ps = [mp.Process(target=leave, args=(n,)) for n in (2, 4)]
    [p.start() for p in ps]
    [p.join() for p in ps]
    print(*[p.exitcode for p in ps])


if __name__ == "__main__":
    main()
