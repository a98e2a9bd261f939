import atexit
from multiprocessing import Process


def leave(code):
    raise SystemExit(code)


def main():
    @atexit.register
    def summary():
        print("codes of this run:", end=" ")
        print(codes)

    codes = []
    for code in (2, 3):
        p = Process(target=leave, args=(code,))
        p.start()
        p.join()
        codes.append(p.exitcode)
    print("all joined")


if __name__ == "__main__":
    main()
