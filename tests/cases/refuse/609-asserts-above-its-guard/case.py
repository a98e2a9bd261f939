from multiprocessing import Process


def only_run(name):
    assert name == "__main__"


only_run(__name__)


def work(number):
    print(number * number, flush=True)


if __name__ == "__main__":
    worker = Process(target=work, args=(3,))
    worker.start()
    worker.join()
