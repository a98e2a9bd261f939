from multiprocessing import Process


def run(stop):
    def count(number):
        if number < stop:
            count(number + 1)
        else:
            print("stopped at", number, flush=True)

    count(0)
    p = Process(target=count, args=[stop - 2])
    p.start()
    p.join()


run(3)
run(4)
