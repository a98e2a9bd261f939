from multiprocessing import Process
from operator import attrgetter, methodcaller


def work(number):
    assert number >= 0


processes = [Process(target=work, args=(number,)) for number in range(2)]
for call in ("start", "join"):
    for process in processes:
        methodcaller(call)(process)
print(list(map(attrgetter("exitcode"), processes)))
