from multiprocessing import Process


def work(pairs):
    print(list(pairs), flush=True)


p = Process(target=work, args=(zip([1, 2], "ab"),))
p.start()
p.join()
