# Say hello from another process.
from multiprocessing import Process


def greet(name):
    print("hello", name)


p = Process(target=greet, args=("ada",))
p.start()
p.join()
print("exit code", p.exitcode)
