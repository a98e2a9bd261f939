from multiprocessing import Manager, Process


def record(key, table, order):
    table[key] = len(key)
    order.append(key)


def main():
    manager = Manager()
    table = manager.dict()
    order = manager.list()
    for key in ["one", "three", "fifteen"]:
        p = Process(target=record, args=(key, table, order))
        p.start()
        p.join()
    print(sorted(table.items()), list(order))
    manager.shutdown()


if __name__ == "__main__":
    main()
