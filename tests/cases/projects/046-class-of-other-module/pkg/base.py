from multiprocessing import Process


class Base(Process):
    def run(self):
        print("run", flush=True)

    def go(self):
        self.start()
        self.join()
