from multiprocessing import Process


def leave(numbers):
    raise SystemExit(sum(numbers))


def main():
    p = Process(target=leave, args=([n * n for n in range(4)],))
    p.start()
    p.join()
    print(p.exitcode)


if __name__ == "__main__":
    main()
