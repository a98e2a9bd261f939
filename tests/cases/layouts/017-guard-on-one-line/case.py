from multiprocessing import Process, Value


def add(total, amount):
    with total.get_lock():
        total.value += amount


total = Value("i", 100)
helpers = [Process(target=add, args=(total, n)) for n in (1, 20)]
for helper in helpers:
    helper.start()
for helper in helpers:
    helper.join()

if __name__ == "__main__": print("total", total.value); print("bye")  # short
