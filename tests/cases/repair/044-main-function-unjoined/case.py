import multiprocessing


def show(lock, number):
    with lock:
        print("number", number, flush=True)


def main():
    lock = multiprocessing.Lock()
    p = multiprocessing.Process(target=show, args=(lock, 5))
    p.start()


if __name__ == "__main__":
    main()
