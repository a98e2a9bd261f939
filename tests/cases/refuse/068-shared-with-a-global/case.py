from multiprocessing import Process

items = []


def run(own):
    def work():
        own.append(1)
        print(len(items), flush=True)

    p = Process(target=work)
    p.start()
    p.join()


run(items)
