from multiprocessing import Process, Queue

inbox = Queue()


def send(text):
    inbox.put(text)


def report(n):
    send("report %d" % n)


def work(n):
    report(n + 1)


p = Process(target=work, args=(1,))
p.start()
print(inbox.get(timeout=10))
p.join()
