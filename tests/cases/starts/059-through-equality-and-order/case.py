import multiprocessing as mp


def leave(code):
    raise SystemExit(code)


class Job:
    def __init__(self, code):
        self.code = code

    def measure(self):
        child = mp.Process(target=leave, args=(self.code,))
        child.start()
        child.join()
        return child.exitcode

    def __lt__(self, other):
        return self.measure() < other.measure()


jobs = [Job(5), Job(2), Job(4)]
print([job.code for job in sorted(jobs)])
