from multiprocessing import Process

words = []


def leave():
    raise SystemExit(len(words))


if __name__ == "__main__":
    words.append("one")
    words.extend(["two", "three"])
    p = Process(target=leave)
    p.start()
    p.join()
    print("words seen:", p.exitcode)
