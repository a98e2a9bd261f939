from multiprocessing import Process

seen = []


def leave():
    raise SystemExit(len(seen))


for word in ("one", "two"):
    seen.append(word)
    p = Process(target=leave)
    p.start()
    p.join()
    print(word, p.exitcode)
