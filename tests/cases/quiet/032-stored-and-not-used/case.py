import threading
from collections import defaultdict, namedtuple
from dataclasses import dataclass, field
from multiprocessing import Pool, Process
from operator import methodcaller
from types import SimpleNamespace


def work(number=0):
    return number


Job = namedtuple("Job", ["name", "process"])
job = Job("one", Process(target=work))
settings = SimpleNamespace(pool=Pool, size=2)
pools = defaultdict(Pool)


@dataclass
class Context:
    size: int = 2
    pool: object = field(default_factory=Pool)


threads = [threading.Thread(target=work) for _ in range(2)]
list(map(methodcaller("start"), threads))
list(map(methodcaller("join"), threads))
print(job.name, settings.size, len(pools), Context.size)


def main():
    with settings.pool(settings.size) as pool:
        print(pool.map(work, [1, 2]))


if __name__ == "__main__":
    main()
