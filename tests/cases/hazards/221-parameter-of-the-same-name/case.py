from multiprocessing import Process, Queue

results = Queue()


def work(results, n):
    results.put(n)


if __name__ == "__main__":
    p = Process(target=work, args=(results, 3))
    p.start()
    print(results.get(timeout=5))
    p.join()
