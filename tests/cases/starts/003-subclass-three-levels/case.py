from multiprocessing import Process


class Base(Process):
    code = 1

    def run(self):
        raise SystemExit(self.work())


class Scaled(Base):
    factor = 10

    def work(self):
        return self.code * self.factor


class Job(Scaled):
    code = 2


job = Job()
job.start()
job.join()
print("code", job.exitcode, isinstance(job, Process))
