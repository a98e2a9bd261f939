from multiprocessing import Process


def run():
    word = "early"
    p = Process(target=lambda: print(word, flush=True))
    word = "late"
    p.start()
    p.join()


run()
