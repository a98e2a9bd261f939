from multiprocessing import Process, Value


def spend(purse, amount):
    with purse.get_lock():
        purse.value -= amount


def main():
    purse = Value("i", 100)
    shoppers = [Process(target=spend, args=(purse, a)) for a in (10, 25)]
    for s in shoppers:
        s.start()
    for s in shoppers:
        s.join()
    print("left", purse.value)


if __name__ == "__main__":
    main()
