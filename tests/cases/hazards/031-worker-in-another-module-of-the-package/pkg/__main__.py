from multiprocessing import Process

from pkg.jobs import work

if __name__ == "__main__":
    process = Process(target=work, args=(3,))
    process.start()
    process.join()
