from multiprocessing import Process

queue = []


def work():
    print(queue, flush=True)


print("begin")
eval("queue.append(4)")
p = Process(target=work)
p.start()
p.join()
