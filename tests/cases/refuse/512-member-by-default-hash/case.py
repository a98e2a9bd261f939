from multiprocessing import Process


class Job:
    def __init__(self, number):
        self.number = number


jobs = [Job(n) for n in range(2)]
done = {jobs[0]}


def work(job):
    print(job.number, job in done, flush=True)


for job in jobs:
    p = Process(target=work, args=(job,))
    p.start()
    p.join()
