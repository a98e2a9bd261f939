import multiprocessing as mp


def leave(code):
    raise SystemExit(code)


class Job:
    def __init__(self, code):
        self.code = code

    def run(self):
        child = mp.Process(target=leave, args=(self.code,))
        child.start()
        child.join()
        return child.exitcode

    def __str__(self):
        return f"job {self.code}"

    def __repr__(self):
        return f"job that leaves with {self.run()}"

    def __lt__(self, other):
        return self.run() < other.run()

    def __len__(self):
        return self.run()

    def __bool__(self):
        return True


jobs = [Job(3), Job(1)]
print(jobs[0], f"{jobs[1]}")
print([job.code for job in sorted(jobs, key=lambda job: job.code)])
print(max(Job(4).code, 2), sorted([Job(5)])[0])
if jobs[0] and not jobs[0] is None:
    print("ready")
