from multiprocessing import Process


class Job(Process):
    def __init__(self, code):
        super().__init__()
        self.code = code

    def run(self):
        raise SystemExit(self.code)


def run(code):
    job = Job(code)
    job.start()
    job.join()
    return job.exitcode


if __name__ == "__main__":
    print(run(19))
