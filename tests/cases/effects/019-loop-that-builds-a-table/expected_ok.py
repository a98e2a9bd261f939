from multiprocessing import Process


def leave(code):
    raise SystemExit(code)


def main():
    table = {}
    for word in ["ox", "cat", "horse"]:
        table[word] = len(word)
        print("%-6s %d" % (word, table[word]))
    p = Process(target=leave, args=(table["cat"],))
    p.start()
    p.join()
    print("cat", p.exitcode)


if __name__ == "__main__":
    main()
