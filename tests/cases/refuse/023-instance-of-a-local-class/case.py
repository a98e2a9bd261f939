from multiprocessing import Process


def run(code):
    class Job(Process):
        def run(self):
            raise SystemExit(code)

    job = Job()
    job.start()
    job.join()
    return job.exitcode


print(run(19))
