from multiprocessing import Process


class Job:
    def __init__(self, name):
        self.name = name

    def run(self):
        def work(greeting):
            print(greeting, self.name, flush=True)

        p = Process(target=work, args=("hello",))
        p.start()
        p.join()


Job("anna").run()
