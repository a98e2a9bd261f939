from multiprocessing import Manager, Process

manager = Manager()
table = manager.dict()


def note(key):
    table[key] = key.upper()


for key in "ab":
    p = Process(target=note, args=(key,))
    p.start()
    p.join()
print(sorted(table.items()))
