import functools
from multiprocessing import Process


def greeter(word):
    def greet(name):
        print(word, name, flush=True)

    return greet


p = Process(target=greeter("hello"), args=("bob",))
p.start()
p.join()
print(functools.reduce(max, [1, 3, 2]))
