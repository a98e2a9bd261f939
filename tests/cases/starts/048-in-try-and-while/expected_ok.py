from multiprocessing import Process


def leave(code):
    raise SystemExit(code)


def main():
    tries = 0
    try:
        while True:
            tries += 1
            p = Process(target=leave, args=(tries,))
            p.start()
            p.join()
            if p.exitcode == 3:
                break
        print("stopped after", tries)
    finally:
        print("done")


if __name__ == "__main__":
    main()
