from multiprocessing import Process

from . import store

OFFSET = 10

if __name__ == "__main__":
    store.configure()
    process = Process(target=store.show)
    process.start()
    process.join()
    print(process.exitcode)
