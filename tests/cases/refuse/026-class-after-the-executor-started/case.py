from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool


def double(thing):
    return thing * 2


ex = ProcessPoolExecutor(1)
print(ex.submit(double, 4).result())


class Text(str):
    pass


try:
    print(ex.submit(double, Text("ab")).result())
except BrokenProcessPool:
    print("the pool broke")
ex.shutdown()
