# from: 3.4
from multiprocessing import Process


class Farm:
    def __init__(self):
        self.processes = []

    def work(self):
        pass

    def run(self):
        for _ in range(2):
            process = Process(target=self.work)
            self.processes.append(process)
            process.start()


if __name__ == "__main__":
    Farm().run()
