from multiprocessing import Process, Queue


def put_range(queue, stop):
    queue.put(list(range(stop)))


if __name__ == "__main__":
    print("part one")
    numbers = [4, 2]

if __name__ == "__main__":
    queue = Queue()
    got = []
    for stop in (3, 5):
        process = Process(target=put_range, args=(queue, stop))
        process.start()
        got.append(queue.get())
        process.join()

    print("part two")
    print(numbers, got)
