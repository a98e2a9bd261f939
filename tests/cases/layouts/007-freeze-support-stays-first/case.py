import multiprocessing


def shout(text):
    print(text.upper())


worker = multiprocessing.Process(target=shout, args=("hello from the child",))
worker.start()
worker.join()

if __name__ == "__main__":
    # for the Windows build
    multiprocessing.freeze_support()
    print("child ended with", worker.exitcode)
