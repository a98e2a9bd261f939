from multiprocessing import Process

assert __name__ == "__main__", "run me"


def work(number):
    print(number * number, flush=True)


worker = Process(target=work, args=(3,))
worker.start()
worker.join()
