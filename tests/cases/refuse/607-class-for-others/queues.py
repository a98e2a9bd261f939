from multiprocessing import Manager

tasks = Manager().Queue()


class Feeder:
    def feed(self, items):
        for item in items:
            self.put(item)

    def put(self, item):
        tasks.put(item)


def make():
    return Feeder()
