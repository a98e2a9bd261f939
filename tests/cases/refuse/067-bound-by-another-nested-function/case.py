from multiprocessing import Process


def run():
    word = "early"

    def change():
        nonlocal word
        word = "late"

    p = Process(target=lambda: print(word, flush=True))
    change()
    p.start()
    p.join()


run()
