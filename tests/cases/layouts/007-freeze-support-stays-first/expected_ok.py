import multiprocessing


def shout(text):
    print(text.upper())


if __name__ == "__main__":
    # for the Windows build
    multiprocessing.freeze_support()

    worker = multiprocessing.Process(target=shout, args=("hello from the child",))
    worker.start()
    worker.join()

    print("child ended with", worker.exitcode)
