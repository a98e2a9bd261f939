from multiprocessing import Process


def leave(code):
    raise SystemExit(code)


def main():
    for row in range(1, 6):
        print(" ".join("%2d" % (row * col) for col in range(1, 6)))
    else:
        print("=" * 14)
    Process(target=leave, args=(0,)).start()


if __name__ == "__main__":
    main()
