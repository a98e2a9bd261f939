from multiprocessing import Manager, Process


def note(table, key):
    table[key] = key.upper()


def main():
    manager = Manager()
    table = manager.dict()
    for key in "ab":
        p = Process(target=note, args=(table, key))
        p.start()
        p.join()
    print(sorted(table.items()))


if __name__ == "__main__":
    main()
