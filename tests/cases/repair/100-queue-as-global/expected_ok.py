from multiprocessing import Process, Queue


def write(text, letters):
    letters.put(text)


def main():
    letters = Queue()
    p = Process(target=write, args=("dear all", letters))
    p.start()
    print(letters.get(timeout=10))
    p.join()


if __name__ == "__main__":
    main()
