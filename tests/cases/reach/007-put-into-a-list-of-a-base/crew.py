class Crew:
    def __init__(self):
        self.jobs = []

    def run(self):
        for job in self.jobs:
            job()
