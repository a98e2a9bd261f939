from multiprocessing import Process, get_start_method


def work():
    print("work", flush=True)


print(get_start_method())
p = Process(target=work)
p.start()
p.join()
