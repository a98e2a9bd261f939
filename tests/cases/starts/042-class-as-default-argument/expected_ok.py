from multiprocessing import Process


def leave(code):
    raise SystemExit(code)


def run(code, kind=Process):
    worker = kind(target=leave, args=(code,))
    worker.start()
    worker.join()
    return worker


def main():
    print(run(13).exitcode)


if __name__ == "__main__":
    main()
