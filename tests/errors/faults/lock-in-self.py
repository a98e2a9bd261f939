# from: 3.4
import threading
from multiprocessing import Process


class Job:
    def __init__(self):
        self.lock = threading.Lock()

    def work(self):
        pass

    def run(self):
        process = Process(target=self.work)
        process.start()
        process.join()


if __name__ == "__main__":
    Job().run()
