from multiprocessing import Process, Value

purse = Value("i", 100)


def spend(amount):
    with purse.get_lock():
        purse.value -= amount


shoppers = [Process(target=spend, args=(a,)) for a in (10, 25)]
for s in shoppers:
    s.start()
for s in shoppers:
    s.join()
print("left", purse.value)
