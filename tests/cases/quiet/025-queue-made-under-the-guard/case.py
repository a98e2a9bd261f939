from multiprocessing import Process, Queue


def fill(queue, count):
    for n in range(count):
        queue.put(n)


if __name__ == "__main__":
    queue = Queue()
    p = Process(target=fill, args=(queue, 3))
    p.start()
    print([queue.get(timeout=10) for _ in range(3)])
    p.join()
