from multiprocessing import Process


def leave(count):
    raise SystemExit(count)


def main():
    with open("visits.txt", "a") as f:
        f.write("visit\n" * 3)
    with open("visits.txt") as f:
        COUNT = len(f.readlines())
    for _ in range(2):
        p = Process(target=leave, args=(COUNT,))
        p.start()
        p.join()
        print(p.exitcode)
    print(open("visits.txt").read(), end="")


if __name__ == "__main__":
    main()
