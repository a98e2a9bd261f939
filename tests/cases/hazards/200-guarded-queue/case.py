from multiprocessing import Process, Queue

answers = Queue()


def double(n):
    answers.put(n * 2)


if __name__ == "__main__":
    workers = [Process(target=double, args=(n,)) for n in range(3)]
    for w in workers:
        w.start()
    for w in workers:
        w.join()
    print(sorted(answers.get(timeout=2) for _ in workers))
