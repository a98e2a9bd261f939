from multiprocessing import Process


def leave(seen):
    raise SystemExit(len(seen))


def main():
    seen = []
    for word in ("one", "two"):
        seen.append(word)
        p = Process(target=leave, args=(seen,))
        p.start()
        p.join()
        print(word, p.exitcode)


if __name__ == "__main__":
    main()
