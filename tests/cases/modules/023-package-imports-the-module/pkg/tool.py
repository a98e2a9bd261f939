from multiprocessing import Process


def work(number):
    print("work", number, flush=True)


process = Process(target=work, args=(3,))
process.start()
process.join()
print("done")
