from multiprocessing import Process


def main(code):
    raise SystemExit(code)


def _main():
    print("before")
    p = Process(target=main, args=(21,))
    p.start()
    p.join()
    print(p.exitcode)


if __name__ == "__main__":
    _main()
