from multiprocessing import Process


def work():
    raise SystemExit(3)


def second_work():
    raise SystemExit(4)


def main():
    p = Process(target=work)
    p.start()
    p.join()
    print(p.exitcode)

    p = Process(target=second_work)
    p.start()
    p.join()
    print(p.exitcode)


if __name__ == "__main__":
    main()
