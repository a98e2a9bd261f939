from html.parser import HTMLParser
from multiprocessing import Process


def work():
    print("work", flush=True)


class Reader(HTMLParser):
    def handle_data(self, data):
        p = Process(target=work)
        p.start()
        p.join()


Reader().feed("text")
