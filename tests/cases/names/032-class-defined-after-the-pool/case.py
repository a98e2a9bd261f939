from concurrent.futures import ProcessPoolExecutor


def double(thing):
    return thing * 2


ex = ProcessPoolExecutor(1)
print(ex.submit(double, 4).result())


class Text(str):
    pass


print(ex.submit(double, Text("ab")).result())
ex.shutdown()
