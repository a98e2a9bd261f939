from multiprocessing import Process, Queue

log = Queue()


def note(text):
    log.put(text)


def work(n):
    note(f"{n} squared is {n * n}")


if __name__ == "__main__":
    work(1)
    p = Process(target=work, args=(2,))
    p.start()
    p.join()
    lines = [log.get(timeout=2)]
    lines.append(log.get(timeout=2) if not log.empty() else "nothing more")
    print(lines)
