"""Code that starts nothing by itself, and calls what it is given."""


class Runner:
    count = 0

    def __init__(self):
        self.jobs = []
        self.table = {}
        self.inner = Inner()

    def __iter__(self):
        return iter([self.jobs])

    def __getitem__(self, key):
        return self.jobs

    def __setitem__(self, key, job):
        self.jobs.append(job)

    def __iadd__(self, job):
        self.jobs.append(job)
        return self

    def __lshift__(self, job):
        self.jobs.append(job)
        return self

    def __enter__(self):
        return self.jobs

    def __exit__(self, *rest):
        self.run()

    def run(self):
        for job in self.jobs + list(self.table.values()) + self.inner.jobs + self.inner.later:
            job()

    @property
    def job(self):
        return None

    @job.setter
    def job(self, job):
        self.jobs.append(job)

    def __contains__(self, job):
        job()
        return True

    def __eq__(self, job):
        job()
        return True

    def __call__(self, job):
        job()
        return job

    def __getattr__(self, name):
        raise AttributeError(name)


class Inner:
    def __init__(self):
        self.jobs = []
        self.later = []


def wrap(job):
    def inner():
        job()
    return inner


def apply(job, *rest, **named):
    return job(*rest)


def later(job):
    yield job()


JOBS = []
TABLE = {}
SHARED = Runner()


def run_all():
    for job in JOBS + list(TABLE.values()):
        job()


class Registry:
    jobs = []

    @classmethod
    def add(cls, job):
        cls.jobs.append(job)
        return job

    @classmethod
    def run(cls):
        for job in cls.jobs:
            job()


class Descriptor:
    def __get__(self, owner, kind):
        return owner.go() if owner else self

    def __set_name__(self, owner, name):
        pass


class Base:
    @property
    def size(self):
        return self.go()

    def __neg__(self):
        return self.go()

    def __len__(self):
        self.go()
        return 1

    def __str__(self):
        self.go()
        return ""

    def __iter__(self):
        self.go()
        return iter([])

    def __enter__(self):
        self.go()

    def __exit__(self, *rest):
        pass

    def __getitem__(self, key):
        return self.go()

    def __add__(self, other):
        return self.go()

    def __eq__(self, other):
        return self.go()

    def __bool__(self):
        self.go()
        return True

    def __hash__(self):
        self.go()
        return 1

    def __setattr__(self, name, value):
        self.go()
