from multiprocessing import Process


def run():
    count = 0

    def work():
        nonlocal count
        count += 1
        print(count, flush=True)

    for _ in range(2):
        p = Process(target=work)
        p.start()
        p.join()
        work()
    print(count)


run()
