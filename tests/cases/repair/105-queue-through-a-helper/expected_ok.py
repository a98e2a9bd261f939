from multiprocessing import Process, Queue

inbox = None


def use_inbox(shared):
    global inbox
    inbox = shared


def send(text):
    inbox.put(text)


def report(n):
    send("report %d" % n)


def work(shared, n):
    use_inbox(shared)
    report(n + 1)


def main():
    use_inbox(Queue())
    p = Process(target=work, args=(inbox, 1))
    p.start()
    print(inbox.get(timeout=10))
    p.join()


if __name__ == "__main__":
    main()
