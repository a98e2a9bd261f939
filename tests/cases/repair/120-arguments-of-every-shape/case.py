from multiprocessing import Process, SimpleQueue

q = SimpleQueue()


def tell(a=0, b=2, *rest, c=3):
    q.put((a, b, rest, c))


def run(p):
    p.start()
    print(q.get())
    p.join()


two = (1, 4)
run(Process(target=tell))
run(Process(target=tell, args=()))
run(Process(target=tell, args=(5,)))
run(Process(target=tell, args=[6, 7]))
run(Process(target=tell, args=two))
run(Process(target=tell, args=two + (8, 9), kwargs={"c": 10}))
run(Process(None, tell, "named", (11,)))
run(Process(target=tell, args=(*two, 12)))
