from multiprocessing import Process


def leave(code):
    raise SystemExit(code)


def main():
    procs = []
    for i in range(3):
        procs.append(Process(target=leave, args=(i * 10,), name="worker-%d" % i))

    for proc in procs:
        proc.start()

    for proc in procs:
        proc.join()
        print(proc.name, proc.exitcode)


if __name__ == "__main__":
    main()
