from multiprocessing import Process


def worker(code):
    raise SystemExit(code)


def main():
    process = Process(target=worker, args=(14,))
    process.start()
    process.join()
    print("worker left with", process.exitcode)


if __name__ == "__main__":
    main()
