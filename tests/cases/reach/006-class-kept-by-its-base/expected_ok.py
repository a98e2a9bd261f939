import jobs
from plugins import Plugin, run_all


class Total(Plugin):
    def go(self):
        return jobs.run(range(5))


if __name__ == "__main__":
    run_all()
