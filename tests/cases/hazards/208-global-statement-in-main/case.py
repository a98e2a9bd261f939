from multiprocessing import Lock, Pool


def shout(word):
    with lock:
        return word.upper()


def main():
    global lock
    lock = Lock()
    with Pool(2) as pool:
        try:
            print(pool.map(shout, ["a", "b"]))
        except NameError as error:
            print("failed:", error)


if __name__ == "__main__":
    main()
